/// What is wrong with a file, and where.
package struct FormatProblem: Error, Equatable {
    /// The byte at which it was found, from the file's or the pickle's start.
    package let offset: Int
    /// What is wrong, as a clause.
    package let reason: String

    init(at offset: Int, _ reason: String) {
        self.offset = offset
        self.reason = reason
    }
}

/// Reads little-endian numbers and text one after the other, and never beyond the end.
struct ByteReader {
    private let bytes: UnsafeRawBufferPointer
    /// The next byte to be read.
    private(set) var position: Int

    init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    /// How many bytes are left.
    var left: Int { bytes.count - position }

    /// The next four bytes as a number, without moving; nil where fewer are left.
    func peekUInt32() -> UInt32? {
        guard position >= 0, left >= 4 else { return nil }
        return UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self))
    }

    private mutating func take(_ count: Int) throws(FormatProblem) -> Int {
        guard count >= 0, position >= 0, left >= count else {
            throw FormatProblem(at: max(position, 0), "it ends where \(count) more bytes should be")
        }
        defer { position += count }
        return position
    }

    mutating func skip(_ count: Int) throws(FormatProblem) { _ = try take(count) }

    mutating func uint8() throws(FormatProblem) -> UInt8 { bytes[try take(1)] }

    mutating func uint16() throws(FormatProblem) -> UInt16 {
        UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: try take(2), as: UInt16.self))
    }

    mutating func uint32() throws(FormatProblem) -> UInt32 {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: try take(4), as: UInt32.self))
    }

    mutating func uint64() throws(FormatProblem) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: try take(8), as: UInt64.self))
    }

    /// The next bytes in place.
    mutating func slice(_ count: Int) throws(FormatProblem) -> UnsafeRawBufferPointer {
        let start = try take(count)
        return UnsafeRawBufferPointer(rebasing: bytes[start..<start + count])
    }

    /// The next bytes as UTF-8.
    mutating func text(_ count: Int, limit: Int) throws(FormatProblem) -> String {
        let place = position
        guard count <= limit else {
            throw FormatProblem(
                at: place,
                "a text of \(count) bytes stands where at most \(limit) are allowed"
            )
        }
        guard let text = String(validating: try slice(count), as: UTF8.self) else {
            throw FormatProblem(at: place, "a text is not UTF-8")
        }
        return text
    }

    /// The bytes up to the next line feed, as UTF-8, without it.
    mutating func line(limit: Int) throws(FormatProblem) -> String {
        let place = position
        var length = 0
        while length < left, length <= limit, bytes[position + length] != 0x0A { length += 1 }
        guard length < left, length <= limit else {
            throw FormatProblem(at: place, "a line does not end within \(limit) bytes")
        }
        let text = try text(length, limit: limit)
        try skip(1)
        return text
    }
}
