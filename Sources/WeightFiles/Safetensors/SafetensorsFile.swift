import Foundation
public import Tensors

/// A weight file in the safetensors format: eight bytes with the length of a JSON header, the header, and
/// the tensors one after the other.
///
/// Every number in the header is checked before a byte is looked at: ranges lie inside the file, do not
/// overlap, leave no gap, and have the size that shape and element type ask for. Tensors of integer types
/// are listed but cannot be read.
public final class SafetensorsFile: Sendable {
    private struct Entry: Sendable {
        let type: String
        let extents: [Int]
        let range: Range<Int>
    }

    /// The path that the file was opened with.
    public let path: String
    package let file: MappedFile
    private let entries: [String: Entry]

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
        file = try MappedFile(path: path)
        let bytes = file.bytes
        func malformed(_ reason: String) -> WeightFileError {
            .malformed(file: path, reason: reason)
        }
        guard bytes.count >= 8 else {
            throw malformed("it has \(bytes.count) bytes where the header's length takes 8")
        }
        let headerSize = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        guard headerSize <= UInt64(Self.maximumHeaderSize), Int(headerSize) <= bytes.count - 8 else {
            throw malformed("its header claims \(headerSize) bytes; the file has \(bytes.count - 8) more")
        }
        let start = 8 + Int(headerSize)
        let header = Data(UnsafeRawBufferPointer(rebasing: bytes[8..<start]))
        guard let object = try? JSONSerialization.jsonObject(with: header) as? [String: Any] else {
            throw malformed("its header is not a JSON object")
        }
        var entries: [String: Entry] = [:]
        for (name, value) in object where name != Self.metadataName {
            entries[name] = try Self.entry(named: name, value, start: start, end: bytes.count, malformed)
        }
        self.entries = entries
        try Self.checkCoverage(entries, start: start, end: bytes.count, malformed)
    }

    private static func entry(
        named name: String,
        _ value: Any,
        start: Int,
        end: Int,
        _ malformed: (String) -> WeightFileError
    ) throws(WeightFileError) -> Entry {
        guard let fields = value as? [String: Any], let type = fields["dtype"] as? String,
            let extents = fields["shape"] as? [Int], let offsets = fields["data_offsets"] as? [Int],
            offsets.count == 2
        else {
            throw malformed("the entry of '\(name)' lacks a dtype, shape or data_offsets")
        }
        guard let size = elementSizes[type] else {
            throw malformed("'\(name)' has the unknown element type \(type.prefix(32))")
        }
        guard offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= end - start else {
            throw malformed("'\(name)' lies at \(offsets[0])..<\(offsets[1]) of \(end - start) data bytes")
        }
        var bytes = size
        for extent in extents {
            // An extent of zero hides no overflow: readers multiply the other extents without it.
            let (product, overflow) = bytes.multipliedReportingOverflow(by: max(extent, 1))
            guard extent >= 0, !overflow else { throw malformed("'\(name)' has an impossible shape") }
            bytes = product
        }
        if extents.contains(0) { bytes = 0 }
        guard extents.count <= maximumRank, bytes == offsets[1] - offsets[0] else {
            throw malformed(
                "'\(name)' takes \(offsets[1] - offsets[0]) bytes where its shape and type ask for \(bytes)"
            )
        }
        return Entry(type: type, extents: extents, range: start + offsets[0]..<start + offsets[1])
    }

    private static func checkCoverage(
        _ entries: [String: Entry],
        start: Int,
        end: Int,
        _ malformed: (String) -> WeightFileError
    ) throws(WeightFileError) {
        var position = start
        for (name, entry) in entries.sorted(by: {
            ($0.value.range.lowerBound, $0.value.range.upperBound) < (
                $1.value.range.lowerBound, $1.value.range.upperBound
            )
        }) {
            guard entry.range.lowerBound == position else {
                throw malformed("'\(name)' overlaps its neighbour or leaves a gap before it")
            }
            position = entry.range.upperBound
        }
        guard position == end else {
            throw malformed("\(end - position) bytes at its end belong to no tensor")
        }
    }

    /// The names of all tensors, sorted.
    public var names: [String] { entries.keys.sorted() }

    /// The extents of a tensor, or nil where there is none of that name.
    public func extents(of name: String) -> [Int]? { entries[name]?.extents }

    /// The element type of a tensor as the file spells it, such as `F16`.
    public func elementType(of name: String) -> String? { entries[name]?.type }

    /// A tensor in place, or nil where there is none of that name or its type is not a floating-point type
    /// of 16 or 32 bits.
    public func parameter(_ name: String) -> Parameter? {
        guard let entry = entries[name], let type = ElementType(rawValue: entry.type) else { return nil }
        return Parameter(
            extents: entry.extents,
            elementType: type,
            bytes: UnsafeRawBufferPointer(rebasing: file.bytes[entry.range]),
            owner: file
        )
    }

    /// The whole file; valid as long as this object lives.
    public var content: UnsafeRawBufferPointer { file.bytes }
}
