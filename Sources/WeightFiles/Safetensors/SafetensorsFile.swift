public import Tensors

/// A weight file in the safetensors format: eight bytes with the length of a JSON header, the header, and
/// the tensors one after the other.
///
/// Every number in the header is checked before a byte is looked at: ranges lie inside the file, do not
/// overlap, leave no gap, and have the size that shape and element type ask for. Tensors of integer types
/// are listed but cannot be read.
public final class SafetensorsFile: Sendable {
    /// The path that the file was opened with.
    public let path: String
    package let file: MappedFile
    private let entries: [String: SafetensorsHeader.Entry]

    /// The most bytes that a header may have; the largest published models need less than one hundredth.
    static let maximumHeaderSize = 16 * 1_024 * 1_024
    static let maximumRank = 8
    static let metadataName = "__metadata__"
    /// The element types with their sizes in bytes, in the order in which the format's own library writes them.
    static let elementTypes: [(name: String, size: Int)] = [
        ("U64", 8), ("I64", 8), ("F64", 8), ("F32", 4), ("U32", 4), ("I32", 4), ("BF16", 2), ("F16", 2),
        ("U16", 2), ("I16", 2), ("F8_E4M3", 1), ("F8_E5M2", 1), ("I8", 1), ("U8", 1), ("BOOL", 1),
    ]
    static let elementSizes = Dictionary(uniqueKeysWithValues: elementTypes.map { ($0.name, $0.size) })

    /// Maps a file and checks its header.
    ///
    /// - Throws: ``WeightFileError`` saying what is wrong with which tensor.
    public init(path: String) throws(WeightFileError) {
        self.path = path
        let file = try MappedFile(path: path)
        defer { withExtendedLifetime(file) {} }
        self.file = file
        do throws(FormatProblem) {
            entries = try SafetensorsHeader(file.bytes).entries
        } catch {
            throw .malformed(file: path, reason: "at byte \(error.offset), \(error.reason)")
        }
    }

    /// The names of all tensors, sorted.
    public var names: [String] { entries.keys.sorted() }

    /// The extents of a tensor, or nil where there is none of that name.
    public func extents(of name: String) -> [Int]? { entries[name]?.extents }

    /// The element type of a tensor as the file spells it, such as `F16`.
    public func elementType(of name: String) -> String? { entries[name]?.type }

    /// A tensor in place, or rounded to float32 where it is stored in 64 bits; nil where there is none of that name or
    /// its type is no floating-point type of 16, 32 or 64 bits.
    public func parameter(_ name: String) -> Parameter? {
        guard let entry = entries[name] else { return nil }
        let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[entry.range])
        if entry.type == "F64" {
            let values = withExtendedLifetime(file) {
                stride(from: 0, to: bytes.count, by: 8).map {
                    Float(bytes.loadUnaligned(fromByteOffset: $0, as: Double.self))
                }
            }
            return Parameter(values, extents: entry.extents)
        }
        guard let type = ElementType(rawValue: entry.type) else { return nil }
        return Parameter(extents: entry.extents, elementType: type, bytes: bytes, owner: file)
    }

    /// The whole file; valid as long as this object lives.
    public var content: UnsafeRawBufferPointer { file.bytes }
}
