/// Takes JSON apart piece by piece (RFC 8259), as far as the headers of weight files use it: texts, whole numbers and
/// signs. Nothing is nested here, so that no input can make it deep; memory is that of the text being read.
struct HeaderScanner {
    private let bytes: UnsafeRawBufferPointer
    /// The next byte to be looked at.
    private(set) var position: Int
    private let end: Int

    init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    /// The next byte that is no white space, without taking it; nil at the end.
    mutating func peek() -> UInt8? {
        while position < end, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
        return position < end ? bytes[position] : nil
    }

    /// Takes a sign if it comes next.
    mutating func take(_ sign: Unicode.Scalar) -> Bool {
        guard let next = peek(), Unicode.Scalar(next) == sign else { return false }
        position += 1
        return true
    }

    /// Takes a sign that has to come next.
    mutating func require(_ sign: Unicode.Scalar) throws(FormatProblem) {
        guard take(sign) else { throw problem("'\(sign)' is missing") }
    }

    /// Takes `null` if it comes next.
    mutating func takeNull() -> Bool {
        guard peek() == UInt8(ascii: "n"), end - position >= 4,
            bytes[position..<position + 4].elementsEqual("null".utf8)
        else { return false }
        position += 4
        return true
    }

    /// Takes a text in quotation marks; nil, and nothing taken, where something else comes next.
    mutating func text() throws(FormatProblem) -> String? {
        let start = position
        guard take("\"") else { return nil }
        var units: [UInt8] = []
        while position < end {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: units, as: UTF8.self) else {
                    throw FormatProblem(at: start, Self.prefix + "a text is not UTF-8")
                }
                return text
            case UInt8(ascii: "\\"): try appendEscaped(to: &units)
            case 0..<0x20: throw problem("a text holds a control character")
            default: units.append(byte)
            }
        }
        throw problem("a text does not end")
    }

    /// Takes a whole number of at most 64 bits; nil where something else comes next, such as a fraction.
    mutating func integer() -> Int? {
        guard let first = peek() else { return nil }
        let isNegative = first == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let start = position
        var number = 0
        while position < end, (0x30...0x39).contains(bytes[position]) {
            let digit = Int(bytes[position]) - 0x30
            let (product, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) =
                isNegative
                ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
            guard !overflow, !carry else { return nil }
            number = sum
            position += 1
        }
        let count = position - start
        guard count == 1 || (count > 1 && bytes[start] != 0x30) else { return nil }
        let isWhole = position == end || ![0x2E, 0x45, 0x65].contains(bytes[position])
        return isWhole ? number : nil
    }

    /// What is wrong with the JSON at this place.
    func problem(_ reason: String) -> FormatProblem { FormatProblem(at: position, Self.prefix + reason) }

    private static let prefix = "its header is not a JSON object of tensors: "

    private mutating func appendEscaped(to units: inout [UInt8]) throws(FormatProblem) {
        guard position < end else { throw problem("a text does not end") }
        let sign = bytes[position]
        position += 1
        switch sign {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): units.append(sign)
        case UInt8(ascii: "b"): units.append(0x08)
        case UInt8(ascii: "f"): units.append(0x0C)
        case UInt8(ascii: "n"): units.append(0x0A)
        case UInt8(ascii: "r"): units.append(0x0D)
        case UInt8(ascii: "t"): units.append(0x09)
        case UInt8(ascii: "u"): units.append(contentsOf: String(try escapedScalar()).utf8)
        default: throw problem("a text holds an unknown escape")
        }
    }

    /// The character after `\u`: four digits, or two halves of a surrogate pair.
    private mutating func escapedScalar() throws(FormatProblem) -> Unicode.Scalar {
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, end - position >= 2, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { throw problem("a text holds half a character") }
        position += 2
        let second = try hexadecimal()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw problem("a text holds half a character") }
        return scalar
    }

    private mutating func hexadecimal() throws(FormatProblem) -> UInt32 {
        guard end - position >= 4 else { throw problem("a text does not end") }
        var number: UInt32 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch bytes[position] {
            case 0x30...0x39: digit = bytes[position] - 0x30
            case 0x41...0x46: digit = bytes[position] - 0x41 + 10
            case 0x61...0x66: digit = bytes[position] - 0x61 + 10
            default: throw problem("a text holds an unknown escape")
            }
            number = number << 4 | UInt32(digit)
            position += 1
        }
        return number
    }
}
