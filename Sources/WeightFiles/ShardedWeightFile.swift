import Foundation
public import Tensors

/// Tensors spread over several files, with an index that says which tensor is where
/// (`model.safetensors.index.json` or `pytorch_model.bin.index.json` of Hugging Face).
public final class ShardedWeightFile: WeightFile {
    /// The path of the index.
    public let path: String
    private let shards: [any WeightFile]
    private let places: [String: any WeightFile]

    private static let indexLimit = 32 << 20
    private static let shardLimit = 1_000

    private struct Index: Decodable {
        let places: [String: String]

        enum CodingKeys: String, CodingKey {
            case places = "weight_map"
        }
    }

    /// Whether a path is that of an index.
    static func isIndex(_ path: String) -> Bool { path.hasSuffix(".index.json") }

    /// Reads an index and opens the files that it names, which lie beside it.
    ///
    /// - Throws: ``WeightFileError`` where the index cannot be read, names files elsewhere, or names tensors that are not
    ///   where it says.
    public init(path: String) throws(WeightFileError) {
        self.path = path
        let index = try Self.index(path)
        let folder = URL(filePath: path).deletingLastPathComponent()
        var shards: [String: any WeightFile] = [:]
        for name in Set(index.places.values).sorted() {
            // A name with a slash could lead anywhere, and the system takes a name to end at a NUL.
            guard !name.utf8.contains(where: { $0 == 0x2F || $0 == 0 }), !["", ".", ".."].contains(name),
                !Self.isIndex(name)
            else {
                throw .malformed(
                    file: path,
                    reason: "it names the file '\(name.prefix(200))', which is not beside it"
                )
            }
            shards[name] = try openWeightFile(folder.appending(path: name).path)
        }
        var places: [String: any WeightFile] = [:]
        for (tensor, name) in index.places {
            guard let shard = shards[name], shard.extents(of: tensor) != nil else {
                throw .malformed(
                    file: path,
                    reason: "it says that '\(tensor.prefix(200))' is in \(name.prefix(200)), where it is not"
                )
            }
            places[tensor] = shard
        }
        for (name, shard) in shards {
            if let stray = shard.names.first(where: { index.places[$0] != name }) {
                throw .malformed(
                    file: path,
                    reason: "\(name) holds '\(stray.prefix(200))', of which it says nothing"
                )
            }
        }
        self.places = places
        self.shards = Array(shards.values)
    }

    private static func index(_ path: String) throws(WeightFileError) -> Index {
        let file = try MappedFile(path: path)
        let index = withExtendedLifetime(file) {
            file.bytes.count <= indexLimit
                ? try? JSONDecoder().decode(Index.self, from: Data(file.bytes)) : nil
        }
        guard let index, !index.places.isEmpty, Set(index.places.values).count <= shardLimit else {
            throw .malformed(
                file: path,
                reason: "it is no index of at most \(shardLimit) files with a 'weight_map'"
            )
        }
        return index
    }

    /// The names of all tensors, sorted.
    public var names: [String] { places.keys.sorted() }

    /// The extents of a tensor in whichever file it is.
    public func extents(of name: String) -> [Int]? { places[name]?.extents(of: name) }

    /// The element type of a tensor as its file spells it.
    public func elementType(of name: String) -> String? { places[name]?.elementType(of: name) }

    /// A tensor in whichever file it is.
    public func parameter(_ name: String) -> Parameter? { places[name]?.parameter(name) }

    /// Compares each file with its checksums.
    public func verifyContent() throws(WeightFileError) {
        for shard in shards { try shard.verifyContent() }
    }
}
