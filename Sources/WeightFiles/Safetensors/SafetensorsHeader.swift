/// The header of a safetensors file: what each tensor is and where it lies, every number checked.
///
/// Names and fields may not be repeated, and nothing but the format's own fields may stand in an entry, so that no two
/// readers can understand a header differently.
struct SafetensorsHeader {
    /// A tensor of the file.
    struct Entry: Sendable {
        let type: String
        let extents: [Int]
        /// Where its bytes lie, from the file's start.
        let range: Range<Int>
        /// Where the header speaks of it.
        fileprivate let place: Int
    }

    /// The tensors by name.
    private(set) var entries: [String: Entry] = [:]

    private var scanner: HeaderScanner
    /// Where the tensors' bytes lie.
    private let data: Range<Int>

    /// Reads the header of a file's bytes, none of which is needed afterwards.
    init(_ bytes: UnsafeRawBufferPointer) throws(FormatProblem) {
        var reader = ByteReader(bytes)
        guard bytes.count >= 8 else {
            throw FormatProblem(at: 0, "it has \(bytes.count) bytes where the header's length takes 8")
        }
        let size = try reader.uint64()
        guard size <= UInt64(SafetensorsFile.maximumHeaderSize), Int(size) <= bytes.count - 8 else {
            throw FormatProblem(
                at: 0,
                "its header claims \(size) bytes; the file has \(bytes.count - 8) more, and a header may have "
                    + "\(SafetensorsFile.maximumHeaderSize)"
            )
        }
        let start = 8 + Int(size)
        data = start..<bytes.count
        scanner = HeaderScanner(bytes, 8..<start)
        try readEntries()
        try requireCoverage()
    }

    private mutating func readEntries() throws(FormatProblem) {
        var hasMetadata = false
        try scanner.require("{")
        if !scanner.take("}") {
            repeat {
                _ = scanner.peek()
                let place = scanner.position
                guard let name = try scanner.text() else { throw scanner.problem("a name is missing") }
                try scanner.require(":")
                if name == SafetensorsFile.metadataName {
                    guard !hasMetadata else { throw Self.repeated(name, at: place) }
                    hasMetadata = true
                    try skipMetadata()
                } else {
                    let entry = try entry(named: name, at: place)
                    guard entries.updateValue(entry, forKey: name) == nil else {
                        throw Self.repeated(name, at: place)
                    }
                }
            } while scanner.take(",")
            try scanner.require("}")
        }
        guard scanner.peek() == nil else { throw scanner.problem("something follows its end") }
    }

    private static func repeated(_ name: String, at place: Int) -> FormatProblem {
        FormatProblem(at: place, "'\(name.prefix(200))' stands twice in its header")
    }

    /// Free texts by name, which nobody here reads.
    private mutating func skipMetadata() throws(FormatProblem) {
        if scanner.takeNull() { return }
        try scanner.require("{")
        if scanner.take("}") { return }
        repeat {
            guard try scanner.text() != nil else { throw scanner.problem("a name is missing") }
            try scanner.require(":")
            guard try scanner.text() != nil else {
                throw scanner.problem("its metadata holds other than texts")
            }
        } while scanner.take(",")
        try scanner.require("}")
    }

    private mutating func entry(named name: String, at place: Int) throws(FormatProblem) -> Entry {
        var (type, extents, offsets): (String?, [Int]?, [Int]?)
        let lacking = FormatProblem(
            at: place,
            "the entry of '\(name.prefix(200))' lacks a dtype, a shape of at most \(SafetensorsFile.maximumRank) "
                + "extents, or two data_offsets"
        )
        guard scanner.take("{"), !scanner.take("}") else { throw lacking }
        repeat {
            _ = scanner.peek()
            let position = scanner.position
            let field = try scanner.text()
            try scanner.require(":")
            switch field {
            case "dtype" where type == nil: type = try scanner.text()
            case "shape" where extents == nil: extents = try integers(limit: SafetensorsFile.maximumRank)
            case "data_offsets" where offsets == nil: offsets = try integers(limit: 2)
            default:
                throw FormatProblem(
                    at: position,
                    "its header is not a JSON object of tensors: a field is repeated or unknown"
                )
            }
            guard scanner.peek() == UInt8(ascii: ",") || scanner.peek() == UInt8(ascii: "}") else {
                throw lacking
            }
        } while scanner.take(",")
        try scanner.require("}")
        guard let type, let extents, let offsets, offsets.count == 2 else { throw lacking }
        let range = try range(offsets, of: name, at: place)
        try require(range.count, type: type, extents: extents, of: name, at: place)
        return Entry(type: type, extents: extents, range: range, place: place)
    }

    /// A list of at most `limit` whole numbers; nil where something else comes next.
    private mutating func integers(limit: Int) throws(FormatProblem) -> [Int]? {
        guard scanner.take("[") else { return nil }
        if scanner.take("]") { return [] }
        var numbers: [Int] = []
        repeat {
            guard numbers.count < limit, let number = scanner.integer() else { return nil }
            numbers.append(number)
        } while scanner.take(",")
        return scanner.take("]") ? numbers : nil
    }

    private func range(_ offsets: [Int], of name: String, at place: Int) throws(FormatProblem) -> Range<Int> {
        guard offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= data.count else {
            throw FormatProblem(
                at: place,
                "'\(name.prefix(200))' lies at \(offsets[0])..<\(offsets[1]) of \(data.count) data bytes"
            )
        }
        return data.lowerBound + offsets[0]..<data.lowerBound + offsets[1]
    }

    private func require(
        _ count: Int,
        type: String,
        extents: [Int],
        of name: String,
        at place: Int
    ) throws(FormatProblem) {
        guard let size = SafetensorsFile.elementSizes[type] else {
            throw FormatProblem(
                at: place,
                "'\(name.prefix(200))' has the unknown element type \(type.prefix(32))"
            )
        }
        guard let elements = elementCount(extents),
            case let (bytes, overflow) = elements.multipliedReportingOverflow(by: size), !overflow
        else { throw FormatProblem(at: place, "'\(name.prefix(200))' has an impossible shape") }
        guard bytes == count else {
            throw FormatProblem(
                at: place,
                "'\(name.prefix(200))' takes \(count) bytes where its shape and type ask for \(bytes)"
            )
        }
    }

    private func requireCoverage() throws(FormatProblem) {
        var position = data.lowerBound
        let inOrder = entries.sorted {
            ($0.value.range.lowerBound, $0.value.range.upperBound)
                < ($1.value.range.lowerBound, $1.value.range.upperBound)
        }
        for (name, entry) in inOrder {
            guard entry.range.lowerBound == position else {
                throw FormatProblem(
                    at: entry.place,
                    "'\(name.prefix(200))' overlaps its neighbour or leaves a gap before it"
                )
            }
            position = entry.range.upperBound
        }
        guard position == data.upperBound else {
            throw FormatProblem(
                at: position,
                "\(data.upperBound - position) bytes at its end belong to no tensor"
            )
        }
    }
}

/// How many elements a tensor has; nil where an extent is negative, or the product of all that are not zero does not
/// fit 64 bits: an extent of zero hides no overflow, because others may multiply without it.
func elementCount(_ extents: [Int]) -> Int? {
    var count = 1
    for extent in extents {
        let (product, overflow) = count.multipliedReportingOverflow(by: max(extent, 1))
        guard extent >= 0, !overflow else { return nil }
        count = product
    }
    return extents.contains(0) ? 0 : count
}
