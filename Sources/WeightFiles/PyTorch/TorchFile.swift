import Foundation

/// A file that `torch.save` or `torch.jit.save` wrote (PyTorch 1.6 and later: a ZIP archive with a pickle in it), read without
/// running any of it.
///
/// The pickle may be anything that holds tensors: a dictionary of them, dictionaries within dictionaries, or the modules
/// of a TorchScript archive. Tensors are named by the keys and attributes that lead to them, joined with dots.
public final class TorchFile: Sendable {
    /// A tensor as it is stored.
    package struct StoredTensor: Sendable {
        let tensor: PickledTensor
        let content: ZipArchive.Entry
    }

    /// The path that the file was opened with.
    public let path: String
    /// Plain values beside the tensors, such as `epoch`, by the keys that lead to them.
    public let values: [String: String]
    let file: MappedFile
    let tensors: [String: StoredTensor]

    /// Bytes of a pickle: more than the description of any published model by a factor of ten.
    static let pickleLimit = 64 << 20

    /// Maps a file, reads its pickle and checks every tensor against the bytes that it names.
    ///
    /// - Throws: ``WeightFileError`` saying what is wrong and where.
    public init(path: String) throws(WeightFileError) {
        self.path = path
        let file = try MappedFile(path: path)
        defer { withExtendedLifetime(file) {} }
        self.file = file
        do throws(FormatProblem) {
            let content = try Self.read(file.bytes)
            (tensors, values) = (content.tensors, content.values)
        } catch {
            throw .malformed(file: path, reason: "at byte \(error.offset), \(error.reason)")
        }
    }

    /// Compares the bytes of every tensor with the checksums in the archive, where it has any.
    ///
    /// - Throws: ``WeightFileError/malformed(file:reason:)``.
    public func verifyContent() throws(WeightFileError) {
        defer { withExtendedLifetime(file) {} }
        var verified: Set<Int> = []
        for (name, stored) in tensors where verified.insert(stored.content.range.lowerBound).inserted {
            do throws(FormatProblem) {
                try stored.content.verify(in: file.bytes, name: String(name.prefix(200)))
            } catch {
                throw .malformed(file: path, reason: "at byte \(error.offset), \(error.reason)")
            }
        }
    }

    /// Whether a file's first bytes are those of a ZIP archive.
    public static func isTorchFile(_ bytes: UnsafeRawBufferPointer) -> Bool { ZipArchive.begins(bytes) }

    /// All that is done with a file when it is opened.
    package static func read(
        _ bytes: UnsafeRawBufferPointer
    ) throws(FormatProblem) -> (tensors: [String: StoredTensor], values: [String: String]) {
        guard ZipArchive.begins(bytes) else {
            throw FormatProblem(
                at: 0,
                "it is no ZIP archive. Files of PyTorch before 1.6 have another form; save it again with a newer one"
            )
        }
        let archive = try ZipArchive(bytes)
        let root = try rootFolder(of: archive)
        let pickleName = root + "data.pkl"
        guard let pickle = try archive.content(of: pickleName), pickle.count <= pickleLimit else {
            throw FormatProblem(at: 0, "its pickle has more than \(pickleLimit) bytes")
        }
        try archive.verify(pickleName)
        try requireLittleEndian(archive, root)
        let objects: PickledObjects
        let start = archive.entries[pickleName]?.range.lowerBound ?? 0
        do throws(FormatProblem) {
            objects = try PickleReader.read(pickle)
        } catch {
            throw FormatProblem(at: start + error.offset, error.reason)
        }
        var names = TensorNames(objects)
        try names.collect()
        var tensors: [String: StoredTensor] = [:]
        for (name, tensor) in names.tensors {
            tensors[name] = try stored(tensor, named: name, archive, root)
        }
        return (tensors, names.values)
    }

    /// The one folder that holds `data.pkl`, with a slash at its end.
    private static func rootFolder(of archive: ZipArchive) throws(FormatProblem) -> String {
        let pickles = archive.entries.keys.filter { name in
            name.hasSuffix("/data.pkl") && !name.dropLast("/data.pkl".count).contains("/")
        }
        guard pickles.count == 1, let name = pickles.first else {
            throw FormatProblem(
                at: 0,
                pickles.isEmpty
                    ? "the archive has no data.pkl, so PyTorch did not write it"
                    : "the archive has more than one data.pkl"
            )
        }
        return String(name.dropLast("data.pkl".count))
    }

    private static func requireLittleEndian(_ archive: ZipArchive, _ root: String) throws(FormatProblem) {
        guard let order = try archive.content(of: root + "byteorder") else { return }
        guard order.elementsEqual("little".utf8) else {
            throw FormatProblem(at: 0, "its numbers are not little-endian")
        }
    }

    private static func stored(
        _ tensor: PickledTensor,
        named name: String,
        _ archive: ZipArchive,
        _ root: String
    ) throws(FormatProblem) -> StoredTensor {
        let storage = tensor.storage
        let key = "\(root)data/\(storage.key)"
        guard try archive.content(of: key) != nil, let entry = archive.entries[key] else {
            throw FormatProblem(at: 0, "the content of '\(name.prefix(200))' is missing from the archive")
        }
        let size = storage.count * storage.elementType.size
        guard entry.range.count == size else {
            throw FormatProblem(
                at: entry.range.lowerBound,
                "the content of '\(name.prefix(200))' has \(entry.range.count) bytes where \(size) are announced"
            )
        }
        return StoredTensor(tensor: tensor, content: entry)
    }
}
