/// An eight-bit encoding in which UTF-8 is misread: a character for each byte, ASCII below 80.
struct SingleByteEncoding: Sendable {
    /// Whether U+FFFD is written as byte 1A, for a byte that an earlier reader had no character for.
    let marksLosses: Bool
    /// Whether a blank may have been the byte A0 before; in Mac Roman that byte is a dagger.
    let readsNoBreakSpace: Bool

    private let characters: [Unicode.Scalar]
    private let bytes: ScalarTable<UInt8>

    /// ISO 8859-1, where each byte is the character of its number.
    static let latin1 = SingleByteEncoding((0x80...0xFF).map { String($0, radix: 16) }.joined(separator: " "))
    /// As in browsers: bytes without a character are the control characters of their numbers.
    static let windows1252 = windows(SingleByteEncodingTable.windows1252)

    /// What ftfy tries, in its order.
    static let all = [
        latin1, windows1252, windows(SingleByteEncodingTable.windows1251),
        windows(SingleByteEncodingTable.windows1250), windows(SingleByteEncodingTable.windows1253),
        windows(SingleByteEncodingTable.windows1254), windows(SingleByteEncodingTable.windows1257),
        SingleByteEncoding(SingleByteEncodingTable.iso8859Part2),
        SingleByteEncoding(SingleByteEncodingTable.macroman, readsNoBreakSpace: false),
        SingleByteEncoding(SingleByteEncodingTable.cp437),
    ]

    private static func windows(_ table: String) -> SingleByteEncoding {
        SingleByteEncoding(table, marksLosses: true)
    }

    private init(_ table: String, marksLosses: Bool = false, readsNoBreakSpace: Bool = true) {
        self.marksLosses = marksLosses
        self.readsNoBreakSpace = readsNoBreakSpace
        characters = table.split(separator: " ").map {
            UInt32($0, radix: 16).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}"
        }
        var bytes = ScalarTable<UInt8>(filledWith: 0)
        for (index, character) in characters.enumerated() {
            bytes[character] = UInt8(truncatingIfNeeded: 0x80 + index)
        }
        if marksLosses { bytes["\u{FFFD}"] = 0x1A }
        self.bytes = bytes
    }

    /// The character of any byte.
    func character(of byte: UInt8) -> Unicode.Scalar {
        byte < 0x80 ? Unicode.Scalar(byte) : characters[Int(byte) - 0x80]
    }

    /// The bytes of a text that was read in this encoding; nil where it cannot have been.
    func encode(_ text: [Unicode.Scalar]) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        for scalar in text {
            if scalar.isASCII {
                if marksLosses && scalar.value == 0x1A { return nil }
                result.append(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                let byte = bytes[scalar]
                if byte == 0 { return nil }
                result.append(byte)
            }
        }
        return result
    }
}
