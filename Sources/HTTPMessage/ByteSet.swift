/// A set of ASCII bytes, looked up without a branch on the byte's class.
struct ByteSet {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init(_ members: some Sequence<UInt8>) {
        for byte in members {
            if byte < 64 {
                low |= 1 << UInt64(byte)
            } else if byte < 128 {
                high |= 1 << UInt64(byte - 64)
            }
        }
    }

    /// Whether the byte belongs to the set; never true for bytes above 127.
    func contains(_ byte: UInt8) -> Bool {
        if byte < 64 { return low & (1 << UInt64(byte)) != 0 }
        if byte < 128 { return high & (1 << UInt64(byte - 64)) != 0 }
        return false
    }
}

extension ByteSet {
    /// DIGIT and ALPHA (RFC 5234 appendix B.1).
    private static let alphanumeric = Array(
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8
    )

    /// DIGIT.
    static let digit = ByteSet(Array("0123456789".utf8))

    /// tchar (RFC 9110 section 5.6.2).
    static let token = ByteSet(alphanumeric + Array("!#$%&'*+-.^_`|~".utf8))

    /// Bytes of a request target: visible ASCII without `#`, which starts a fragment and never travels.
    static let target = ByteSet((0x21...0x7E).filter { $0 != UInt8(ascii: "#") })

    /// unreserved and sub-delims: bytes of a registered name (RFC 3986 section 3.2.2).
    static let registeredName = ByteSet(alphanumeric + Array("-._~!$&'()*+,;=".utf8))

    /// bchars (RFC 2046 section 5.1.1).
    static let boundary = ByteSet(alphanumeric + Array("'()+_,-./:=? ".utf8))
}

/// The value of a hexadecimal digit, or nil.
func hexadecimalValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}

/// Spells bytes that were checked to be ASCII.
func asciiString(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
}

/// Spells bytes with A…Z as a…z and every other byte as it is.
///
/// `String.lowercased()` would turn the Kelvin sign U+212A into a plain k, and so a coding that nobody else
/// takes for `chunked` into one that is.
func lowercasedASCIIString(_ bytes: ArraySlice<UInt8>) -> String {
    let isCapital = { (byte: UInt8) in (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
    return String(decoding: bytes.map { isCapital($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
}

/// Takes blanks and tabs off both ends (OWS, RFC 9110 section 5.6.3).
func trimmingOptionalWhitespace(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    guard let first = bytes.firstIndex(where: { !isBlank($0) }),
        let last = bytes.lastIndex(where: { !isBlank($0) })
    else { return bytes[bytes.endIndex...] }
    return bytes[first...last]
}
