import CZlib

/// The entries of a ZIP archive (PKWARE APPNOTE 6.3.10) as PyTorch writes them: pickles and numbers are stored as they are,
/// and only code, which nobody here reads, is compressed.
///
/// Everything that the directory claims is checked before a byte of content is handed out: offsets and sizes lie inside
/// the file, each entry's local header repeats its name, and no two entries overlap. Memory is that of the names.
struct ZipArchive {
    /// One file of the archive.
    struct Entry {
        /// Where its bytes are.
        let range: Range<Int>
        /// The checksum that its bytes must have; 0 where none was made
        /// (`torch.serialization.set_crc32_options(False)`).
        let checksum: UInt32
        /// Whether its bytes are its content.
        fileprivate let isStored: Bool
        /// Where its local header begins.
        fileprivate let start: Int
    }

    /// The entries by name.
    let entries: [String: Entry]
    private let bytes: UnsafeRawBufferPointer

    /// More than any published model has; CLIP's archives have about 1,200.
    static let entryLimit = 100_000
    /// Bytes of a name.
    static let nameLimit = 1_024

    private static let endSize = 22
    private static let commentLimit = 65_535
    private static let locatorSize = 20
    private static let largeEndSize = 56
    private static let headerSize = 46
    private static let localHeaderSize = 30
    private static let endSignature: UInt32 = 0x0605_4b50
    private static let locatorSignature: UInt32 = 0x0706_4b50
    private static let largeEndSignature: UInt32 = 0x0606_4b50
    private static let headerSignature: UInt32 = 0x0201_4b50
    private static let localSignature: UInt32 = 0x0403_4b50

    /// Whether the bytes begin as a ZIP archive does.
    static func begins(_ bytes: UnsafeRawBufferPointer) -> Bool {
        ByteReader(bytes, at: 0).peekUInt32() == localSignature
    }

    /// Reads the directory.
    ///
    /// - Parameter bytes: The whole file, which must outlive the archive.
    init(_ bytes: UnsafeRawBufferPointer) throws(FormatProblem) {
        self.bytes = bytes
        let directory = try Self.directory(of: bytes)
        var reader = ByteReader(bytes, at: directory.range.lowerBound)
        var entries: [String: Entry] = [:]
        for _ in 0..<directory.count {
            let (name, entry) = try Self.entry(&reader, bytes, before: directory.range.lowerBound)
            // A folder has no content and nothing of ours needs it.
            if name.hasSuffix("/"), entry.range.isEmpty { continue }
            guard entries.updateValue(entry, forKey: name) == nil else {
                throw FormatProblem(at: reader.position, "the archive has two entries named '\(name)'")
            }
        }
        guard reader.position <= directory.range.upperBound else {
            throw FormatProblem(at: reader.position, "the archive's directory is longer than it says")
        }
        try Self.requireApart(entries)
        self.entries = entries
    }

    /// The content of an entry; nil where there is none of that name.
    func content(of name: String) throws(FormatProblem) -> UnsafeRawBufferPointer? {
        guard let entry = entries[name] else { return nil }
        guard entry.isStored else {
            throw FormatProblem(
                at: entry.start,
                "'\(name)' is compressed, which PyTorch never does: unpack this archive first"
            )
        }
        return UnsafeRawBufferPointer(rebasing: bytes[entry.range])
    }

    /// Makes sure that an entry's bytes are those that were stored.
    func verify(_ name: String) throws(FormatProblem) {
        guard let entry = entries[name] else { return }
        try entry.verify(in: bytes, name: name)
    }

    // MARK: The directory

    private struct Directory {
        let range: Range<Int>
        let count: Int
    }

    private static func directory(of bytes: UnsafeRawBufferPointer) throws(FormatProblem) -> Directory {
        let end = try findEnd(bytes)
        var reader = ByteReader(bytes, at: end + 4)
        let disks = (try reader.uint16(), try reader.uint16())
        let counts = (try reader.uint16(), try reader.uint16())
        let (size, offset) = (try reader.uint32(), try reader.uint32())
        let isLarge =
            counts.1 == .max || size == .max || offset == .max || disks.0 == .max || disks.1 == .max
        if isLarge { return try largeDirectory(of: bytes, end: end) }
        guard disks == (0, 0), counts.0 == counts.1 else {
            throw FormatProblem(at: end, "the archive is a part of a split one")
        }
        return try checked(offset: UInt64(offset), size: UInt64(size), count: UInt64(counts.1), before: end)
    }

    /// The directory of an archive whose numbers do not fit 32 bits.
    private static func largeDirectory(
        of bytes: UnsafeRawBufferPointer,
        end: Int
    ) throws(FormatProblem) -> Directory {
        guard end >= locatorSize else { throw FormatProblem(at: end, "the ZIP64 locator is missing") }
        var locator = ByteReader(bytes, at: end - locatorSize)
        guard try locator.uint32() == locatorSignature, try locator.uint32() == 0 else {
            throw FormatProblem(at: end - locatorSize, "the ZIP64 locator is missing")
        }
        let position = try locator.uint64()
        guard position <= UInt64(end - locatorSize), end - locatorSize - Int(position) >= largeEndSize else {
            throw FormatProblem(at: end - locatorSize, "the ZIP64 locator points outside the file")
        }
        var reader = ByteReader(bytes, at: Int(position))
        guard try reader.uint32() == largeEndSignature else {
            throw FormatProblem(at: Int(position), "the ZIP64 end of the directory is missing")
        }
        try reader.skip(12)
        let disks = (try reader.uint32(), try reader.uint32())
        let counts = (try reader.uint64(), try reader.uint64())
        let (size, offset) = (try reader.uint64(), try reader.uint64())
        guard disks == (0, 0), counts.0 == counts.1 else {
            throw FormatProblem(at: Int(position), "the archive is a part of a split one")
        }
        return try checked(offset: offset, size: size, count: counts.1, before: Int(position))
    }

    private static func checked(
        offset: UInt64,
        size: UInt64,
        count: UInt64,
        before end: Int
    ) throws(FormatProblem) -> Directory {
        guard offset <= UInt64(end), size <= UInt64(end) - offset else {
            throw FormatProblem(at: end, "the archive's directory lies outside the file")
        }
        guard count <= UInt64(entryLimit), count * UInt64(headerSize) <= size else {
            throw FormatProblem(
                at: end,
                "the archive claims \(count) entries, more than its directory can hold"
            )
        }
        return Directory(range: Int(offset)..<Int(offset + size), count: Int(count))
    }

    /// The record at the end of the file, whose comment reaches exactly to the end.
    private static func findEnd(_ bytes: UnsafeRawBufferPointer) throws(FormatProblem) -> Int {
        var position = bytes.count - endSize
        let first = max(0, bytes.count - endSize - commentLimit)
        while position >= first {
            if ByteReader(bytes, at: position).peekUInt32() == endSignature {
                var reader = ByteReader(bytes, at: position + 20)
                if Int(try reader.uint16()) == bytes.count - position - endSize { return position }
            }
            position -= 1
        }
        throw FormatProblem(
            at: bytes.count,
            "the archive has no directory at its end: it is cut off, or no archive"
        )
    }

    // MARK: An entry

    private static func entry(
        _ reader: inout ByteReader,
        _ bytes: UnsafeRawBufferPointer,
        before directory: Int
    ) throws(FormatProblem) -> (name: String, entry: Entry) {
        let place = reader.position
        guard try reader.uint32() == headerSignature else {
            throw FormatProblem(at: place, "the archive's directory has no entry where one should be")
        }
        try reader.skip(4)
        let (flags, method) = (try reader.uint16(), try reader.uint16())
        try reader.skip(4)
        let checksum = try reader.uint32()
        let (packed, size) = (try reader.uint32(), try reader.uint32())
        let (nameSize, extraSize, commentSize) = (
            try reader.uint16(), try reader.uint16(), try reader.uint16()
        )
        let disk = try reader.uint16()
        try reader.skip(6)
        let start = try reader.uint32()
        let name = try reader.text(Int(nameSize), limit: nameLimit)
        var sizes = LargeSizes(size: UInt64(size), packed: UInt64(packed), start: UInt64(start))
        try sizes.read(&reader, extraSize: Int(extraSize))
        try reader.skip(Int(commentSize))
        guard flags & 0x2041 == 0 else { throw FormatProblem(at: place, "'\(name)' is encrypted") }
        let isStored = method == 0
        guard !isStored || sizes.packed == sizes.size else {
            throw FormatProblem(at: place, "'\(name)' has two different sizes")
        }
        guard disk == 0 || disk == .max, sizes.start <= UInt64(directory), sizes.packed <= UInt64(directory)
        else {
            throw FormatProblem(at: place, "'\(name)' lies outside the file")
        }
        let content = try content(of: name, at: Int(sizes.start), bytes)
        guard Int(sizes.packed) <= directory - content else {
            throw FormatProblem(at: place, "'\(name)' lies outside the file")
        }
        let range = content..<content + Int(sizes.packed)
        return (name, Entry(range: range, checksum: checksum, isStored: isStored, start: Int(sizes.start)))
    }

    /// Where the content of the entry begins whose local header is at `start`.
    private static func content(
        of name: String,
        at start: Int,
        _ bytes: UnsafeRawBufferPointer
    ) throws(FormatProblem) -> Int {
        var reader = ByteReader(bytes, at: start)
        guard try reader.uint32() == localSignature else {
            throw FormatProblem(at: start, "'\(name)' has no header where the directory says")
        }
        try reader.skip(22)
        let (nameSize, extraSize) = (try reader.uint16(), try reader.uint16())
        guard try reader.text(Int(nameSize), limit: nameLimit) == name else {
            throw FormatProblem(at: start, "'\(name)' has another name in its header than in the directory")
        }
        try reader.skip(Int(extraSize))
        return reader.position
    }

    private static func requireApart(_ entries: [String: Entry]) throws(FormatProblem) {
        var end = 0
        for (name, entry) in entries.sorted(by: { $0.value.start < $1.value.start }) {
            guard entry.start >= end else {
                throw FormatProblem(at: entry.start, "'\(name)' overlaps another entry")
            }
            end = entry.range.upperBound
        }
    }
}

/// The numbers of an entry that may stand in its ZIP64 extra field (APPNOTE, 4.5.3).
private struct LargeSizes {
    var size: UInt64
    var packed: UInt64
    var start: UInt64

    private static let fieldID: UInt16 = 1

    mutating func read(_ reader: inout ByteReader, extraSize: Int) throws(FormatProblem) {
        let end = reader.position + extraSize
        while end - reader.position >= 4 {
            let id = try reader.uint16()
            let length = Int(try reader.uint16())
            guard length <= end - reader.position else {
                throw FormatProblem(
                    at: reader.position,
                    "an extra field of the archive is longer than its place"
                )
            }
            let next = reader.position + length
            if id == Self.fieldID {
                for field in [\LargeSizes.size, \.packed, \.start]
                where self[keyPath: field] == UInt64(UInt32.max) {
                    guard next - reader.position >= 8 else {
                        throw FormatProblem(at: reader.position, "a ZIP64 field of the archive is too short")
                    }
                    self[keyPath: field] = try reader.uint64()
                }
            }
            try reader.skip(next - reader.position)
        }
        try reader.skip(end - reader.position)
    }
}

extension ZipArchive.Entry {
    /// Makes sure that the entry's bytes in the archive are those that were stored, where a checksum tells.
    func verify(in archive: UnsafeRawBufferPointer, name: String) throws(FormatProblem) {
        let content = UnsafeRawBufferPointer(rebasing: archive[range])
        guard checksum != 0, let start = content.baseAddress else { return }
        let sum = crc32_z(crc32_z(0, nil, 0), start.assumingMemoryBound(to: UInt8.self), content.count)
        guard UInt32(truncatingIfNeeded: sum) == checksum else {
            throw FormatProblem(
                at: range.lowerBound,
                "the checksum of '\(name)' is wrong: the file is damaged; get it again"
            )
        }
    }
}
