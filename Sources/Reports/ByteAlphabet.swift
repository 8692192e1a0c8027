/// The printable characters that stand for the 256 bytes in byte-level BPE vocabularies (GPT-2, CLIP).
///
/// Printable Latin-1 characters stand for their own byte; the other bytes, in order, for U+0100, U+0101, ….
enum ByteAlphabet {
    /// The 256 bytes in the order of the vocabulary: those that stand for themselves first.
    static let bytes: [UInt8] = {
        let printable = (UInt8.min...UInt8.max).filter(isPrintable)
        return printable + (UInt8.min...UInt8.max).filter { !isPrintable($0) }
    }()

    /// The UTF-8 of the character that stands for each byte, by byte.
    static let symbols: [[UInt8]] = {
        var substitute: UInt32 = 0x100
        return (UInt8.min...UInt8.max).map { byte in
            if isPrintable(byte) { return Array(String(Unicode.Scalar(byte)).utf8) }
            defer { substitute += 1 }
            return Unicode.Scalar(substitute).map { Array(String($0).utf8) } ?? []
        }
    }()

    private static func isPrintable(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: true
        default: false
        }
    }
}
