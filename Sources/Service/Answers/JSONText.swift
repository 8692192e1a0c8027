/// What can be written as JSON without a general encoder.
package protocol JSONWritable {
    /// Appends the value.
    ///
    /// - Throws: ``JSONNumberError`` for a number that is not finite, which no client must take for a score.
    func write(to text: inout JSONText) throws(JSONNumberError)
}

/// A number that JSON cannot hold (RFC 8259 section 6).
package struct JSONNumberError: Error, Equatable {
    package init() {}
}

/// A JSON text that grows value by value: an answer with a score for each of sixty labels takes Foundation's encoder
/// longer than everything else about the labels.
package struct JSONText: Sendable {
    /// The text so far, in UTF-8.
    package private(set) var bytes: [UInt8] = []
    private var isFirst = true

    /// An empty text.
    package init() {}

    /// The text of a value.
    package static func bytes(of value: some JSONWritable) throws(JSONNumberError) -> [UInt8] {
        var text = JSONText()
        try value.write(to: &text)
        return text.bytes
    }

    /// Writes an object; `members` calls ``member(_:_:)`` in the order of the names.
    package mutating func object(
        _ members: (inout JSONText) throws(JSONNumberError) -> Void
    ) throws(JSONNumberError) {
        try enclosed(in: UInt8(ascii: "{"), UInt8(ascii: "}"), members)
    }

    /// Writes a member of an object.
    package mutating func member(
        _ name: StaticString,
        _ value: some JSONWritable
    ) throws(JSONNumberError) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: [UInt8(ascii: "\""), UInt8(ascii: ":")])
        try value.write(to: &self)
    }

    /// Writes a member whose name is not known beforehand.
    mutating func member(
        named name: String,
        _ value: some JSONWritable
    ) throws(JSONNumberError) {
        separate()
        string(name)
        bytes.append(UInt8(ascii: ":"))
        try value.write(to: &self)
    }

    /// Writes a member, or nothing where there is no value.
    package mutating func memberIfPresent(
        _ name: StaticString,
        _ value: (some JSONWritable)?
    ) throws(JSONNumberError) {
        if let value { try member(name, value) }
    }

    mutating func array(_ elements: [some JSONWritable]) throws(JSONNumberError) {
        try enclosed(in: UInt8(ascii: "["), UInt8(ascii: "]")) { text throws(JSONNumberError) in
            for element in elements {
                text.separate()
                try element.write(to: &text)
            }
        }
    }

    mutating func literal(_ literal: String) {
        bytes.append(contentsOf: literal.utf8)
    }

    /// A whole number is written without a fraction.
    mutating func number(_ value: some BinaryFloatingPoint & LosslessStringConvertible)
        throws(JSONNumberError)
    {
        guard value.isFinite else { throw JSONNumberError() }
        let digits = value.description
        literal(digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits)
    }

    mutating func string(_ value: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
            case 0..<0x20: bytes.append(contentsOf: Self.escapes[Int(byte)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// The control characters, with the short forms where there are any (RFC 8259 section 7).
    private static let escapes: [[UInt8]] = (0..<0x20).map { code in
        let short: [Int: String] = [0x08: "\\b", 0x09: "\\t", 0x0A: "\\n", 0x0C: "\\f", 0x0D: "\\r"]
        let digits = String(code, radix: 16)
        return Array((short[code] ?? "\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
    }

    private mutating func enclosed(
        in opening: UInt8,
        _ closing: UInt8,
        _ content: (inout JSONText) throws(JSONNumberError) -> Void
    ) throws(JSONNumberError) {
        bytes.append(opening)
        isFirst = true
        try content(&self)
        bytes.append(closing)
        isFirst = false
    }

    private mutating func separate() {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
    }
}

extension String: JSONWritable {
    package func write(to text: inout JSONText) { text.string(self) }
}

extension Int: JSONWritable {
    package func write(to text: inout JSONText) { text.literal(description) }
}

extension Bool: JSONWritable {
    package func write(to text: inout JSONText) { text.literal(self ? "true" : "false") }
}

extension Float: JSONWritable {
    package func write(to text: inout JSONText) throws(JSONNumberError) { try text.number(self) }
}

extension Double: JSONWritable {
    package func write(to text: inout JSONText) throws(JSONNumberError) { try text.number(self) }
}

extension Optional: JSONWritable where Wrapped: JSONWritable {
    package func write(to text: inout JSONText) throws(JSONNumberError) {
        switch self {
        case .none: text.literal("null")
        case .some(let value): try value.write(to: &text)
        }
    }
}

extension Array: JSONWritable where Element: JSONWritable {
    package func write(to text: inout JSONText) throws(JSONNumberError) { try text.array(self) }
}
