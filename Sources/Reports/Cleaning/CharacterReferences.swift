/// Replaces the character references of HTML.
///
/// Names and the meaning of numbers are those of the HTML standard (sections 13.5 and 13.2.5.80).
enum CharacterReferences {
    private static let names = NamedCharacterReferences()

    /// What `html.unescape` of Python makes of a text: the semicolon may be missing where the standard allows
    /// it, the longest name counts, and what is unknown stays.
    static func replace(in text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        replace(in: text) { start in numeric(text, start) ?? named(text, start) }
    }

    /// What ftfy replaces: only references that end in a semicolon, and names in capitals that stand for
    /// those in small letters.
    static func replaceClosed(in text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        replace(in: text) { closed(text, $0) }
    }

    /// What stands for a reference, and where the text goes on.
    private typealias Reference = (characters: [Unicode.Scalar], end: Int)

    private static func replace(
        in text: [Unicode.Scalar],
        _ reference: (_ afterAmpersand: Int) -> Reference?
    ) -> [Unicode.Scalar] {
        guard text.contains("&") else { return text }
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            if text[index] == "&", let (characters, end) = reference(index + 1) {
                result += characters
                index = end
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }

    private static func numeric(_ text: [Unicode.Scalar], _ start: Int) -> Reference? {
        guard start < text.count, text[start] == "#" else { return nil }
        var index = start + 1
        let radix: UInt32 = index < text.count && (text[index] == "x" || text[index] == "X") ? 16 : 10
        if radix == 16 { index += 1 }
        let digits = index
        var value: UInt32 = 0
        while index < text.count, let digit = digit(text[index], radix) {
            value = min(value * radix + digit, 0x110000)
            index += 1
        }
        guard index > digits else { return nil }
        if index < text.count, text[index] == ";" { index += 1 }
        return (character(numbered: value), index)
    }

    private static func digit(_ scalar: Unicode.Scalar, _ radix: UInt32) -> UInt32? {
        switch scalar.value {
        case 0x30...0x39: scalar.value - 0x30
        case 0x41...0x46 where radix == 16: scalar.value - 0x37
        case 0x61...0x66 where radix == 16: scalar.value - 0x57
        default: nil
        }
    }

    /// Controls count as windows-1252; other controls and noncharacters stand for nothing.
    private static func character(numbered value: UInt32) -> [Unicode.Scalar] {
        switch value {
        case 0: return ["\u{FFFD}"]
        case 0x80...0x9F: return [SingleByteEncoding.windows1252.character(of: UInt8(value))]
        case 0x01...0x08, 0x0B, 0x0E...0x1F, 0x7F, 0xFDD0...0xFDEF: return []
        case _ where value < 0x110000 && value & 0xFFFE == 0xFFFE: return []
        default: return [Unicode.Scalar(value) ?? "\u{FFFD}"]
        }
    }

    private static func named(_ text: [Unicode.Scalar], _ start: Int) -> Reference? {
        // The pattern of html.unescape takes at most 32 characters for a name.
        let name = letters(of: text, from: start, atMost: 32)
        let end = start + name.count
        if end < text.count, text[end] == ";", let characters = names[name] { return (characters, end + 1) }
        let longest = min(name.count, NamedCharacterReferences.longestWithoutSemicolon)
        for length in stride(from: longest, through: 2, by: -1) {
            if let characters = names[withoutSemicolon: Array(name[..<length])] {
                return (characters, start + length)
            }
        }
        return nil
    }

    private static func closed(_ text: [Unicode.Scalar], _ start: Int) -> Reference? {
        let isNumeric = start < text.count && text[start] == "#"
        let first = isNumeric ? start + 1 : start
        let name = letters(of: text, from: first, atMost: 25)
        let end = first + name.count
        guard (1...24).contains(name.count), end < text.count, text[end] == ";" else { return nil }
        if !isNumeric { return (names[name] ?? names[capitals: name]).map { ($0, end + 1) } }
        // A semicolon that is left, or that is what the number stands for, keeps the reference as it is.
        guard let (characters, after) = numeric(text, start), after == end + 1, characters != [";"] else {
            return nil
        }
        return (characters, after)
    }

    /// ASCII letters and digits.
    private static func letters(of text: [Unicode.Scalar], from start: Int, atMost limit: Int) -> [UInt8] {
        var letters: [UInt8] = []
        for scalar in text[min(start, text.count)...].prefix(limit) {
            switch scalar.value {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: letters.append(UInt8(scalar.value))
            default: return letters
            }
        }
        return letters
    }
}
