/// Bytes that were UTF-8 before text was decoded wrongly and partly lost.
///
/// The sequences are those of ftfy 6.3.1 (`ftfy.fixes`, `ftfy.bad_codecs.utf8_variants`).
enum MojibakeBytes {
    private static let continuation: ClosedRange<UInt8> = 0x80...0xBF
    private static let blank: UInt8 = 0x20
    private static let lost: UInt8 = 0x1A
    private static let questionMark: UInt8 = 0x3F

    /// Makes A0 of the blanks with which a likely character of UTF-8 is whole; nil where there are none.
    static func restoringNoBreakSpaces(in bytes: [UInt8]) -> [UInt8]? {
        guard bytes.indices.contains(where: { blankedLength(bytes, $0) != nil }) else { return nil }
        let bytes = separatingGraveA(bytes)
        return replacing(in: bytes) { index in
            blankedLength(bytes, index).map { length in
                (length, bytes[index..<index + length].map { $0 == blank ? 0xA0 : $0 })
            }
        }
    }

    /// Keeps the blank after a lone `à`, which is a word more often than the beginning of one.
    private static func separatingGraveA(_ bytes: [UInt8]) -> [UInt8] {
        replacing(in: bytes) { index in
            guard bytes[index] == 0xC3, index + 1 < bytes.count, bytes[index + 1] == blank else { return nil }
            let rest = bytes[(index + 2)...]
            let isPartOfWord = [" ", "quele", "quela", "quilo", "s "].contains { rest.starts(with: $0.utf8) }
            return isPartOfWord ? nil : (2, [0xC3, 0xA0, blank])
        }
    }

    /// The length of a sequence that would be UTF-8 with A0 in place of its blank.
    private static func blankedLength(_ bytes: [UInt8], _ index: Int) -> Int? {
        let rest = bytes[index...].dropFirst().prefix(3)
        func isNear(_ byte: UInt8) -> Bool { continuation.contains(byte) && byte != 0x85 && byte != 0xA0 }
        switch bytes[index] {
        case 0xC2, 0xC3, 0xC5, 0xCE, 0xD0, 0xD9: return rest.first == blank ? 2 : nil
        case 0xE0...0xE3:
            guard rest.count >= 2, let second = rest.first, let third = rest.dropFirst().first else {
                return nil
            }
            let isSecond = second == blank && isNear(third) && bytes[index] >= 0xE2
            return isSecond || (isNear(second) && third == blank) ? 3 : nil
        case 0xF0:
            let isSequence = rest.count == 3 && rest.allSatisfy { $0 == blank || continuation.contains($0) }
            return isSequence && rest.count(where: { $0 == blank }) == 1 ? 4 : nil
        default: return nil
        }
    }

    /// Makes U+FFFD of the sequences of UTF-8 in which a byte is lost.
    static func replacingLosses(in bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(where: { $0 == lost || $0 == questionMark }) else { return bytes }
        return replacing(in: bytes) { index in lossyLength(bytes, index).map { ($0, [0xEF, 0xBF, 0xBD]) } }
    }

    private static func lossyLength(_ bytes: [UInt8], _ index: Int) -> Int? {
        func isLossy(_ range: Range<Int>, questionMarks: Int) -> Bool {
            guard range.upperBound <= bytes.count else { return false }
            let tail = bytes[range]
            let marks = tail.count { $0 == questionMark }
            return tail.allSatisfy { $0 == lost || $0 == questionMark || continuation.contains($0) }
                && marks <= questionMarks && (marks > 0 || tail.contains(lost))
        }
        switch bytes[index] {
        case lost: return 1
        case 0xC2...0xDF:
            return isLossy(index + 1..<index + 2, questionMarks: bytes[index] <= 0xC3 ? 1 : 0) ? 2 : nil
        case 0xE0...0xEF:
            if isLossySurrogatePair(bytes, index) { return 6 }
            return isLossy(index + 1..<index + 3, questionMarks: 1) ? 3 : nil
        case 0xF0...0xF4: return isLossy(index + 1..<index + 4, questionMarks: 1) ? 4 : nil
        default: return nil
        }
    }

    private static func isLossySurrogatePair(_ bytes: [UInt8], _ index: Int) -> Bool {
        guard index + 6 <= bytes.count, isSurrogatePairStart(bytes, index) else { return false }
        let isLost = { (byte: UInt8) in byte == lost || byte == questionMark }
        let ends = [bytes[index + 2], bytes[index + 5]]
        return ends.contains(where: isLost) && ends.allSatisfy { isLost($0) || continuation.contains($0) }
    }

    private static func isSurrogatePairStart(_ bytes: [UInt8], _ index: Int) -> Bool {
        bytes[index] == 0xED && (0xA0...0xAF).contains(bytes[index + 1]) && bytes[index + 3] == 0xED
            && (0xB0...0xBF).contains(bytes[index + 4])
    }

    /// The text of UTF-8 in which surrogate pairs may be written as two characters (CESU-8) and U+0000 as C0
    /// 80; nil where the bytes are not UTF-8.
    static func decode(_ bytes: [UInt8]) -> [Unicode.Scalar]? {
        var text: [Unicode.Scalar] = []
        var start = 0
        func appendStrict(upTo end: Int) -> Bool {
            guard let valid = String(validating: bytes[start..<end], as: UTF8.self) else { return false }
            text += Array(valid.unicodeScalars)
            return true
        }
        for index in bytes.indices where index >= start && (bytes[index] == 0xC0 || bytes[index] == 0xED) {
            guard let (character, length) = variant(bytes, index) else { continue }
            guard appendStrict(upTo: index) else { return nil }
            text.append(character)
            start = index + length
        }
        return appendStrict(upTo: bytes.count) ? text : nil
    }

    private static func variant(_ bytes: [UInt8], _ index: Int) -> (Unicode.Scalar, length: Int)? {
        // Where a line ends, the reference takes its line feed for the last byte of a sequence.
        let isLineEnd = { (place: Int) in place == bytes.count - 1 && bytes[place] == 0x0A }
        if bytes[index] == 0xC0 {
            guard index + 1 < bytes.count, bytes[index + 1] == 0x80 || isLineEnd(index + 1) else {
                return nil
            }
            return ("\0", 2)
        }
        guard index + 6 <= bytes.count, isSurrogatePairStart(bytes, index),
            continuation.contains(bytes[index + 2]),
            continuation.contains(bytes[index + 5]) || isLineEnd(index + 5)
        else { return nil }
        let high = UInt32(bytes[index + 1] & 0x0F) << 16 | UInt32(bytes[index + 2] & 0x3F) << 10
        let low = UInt32(bytes[index + 4] & 0x0F) << 6 | UInt32(bytes[index + 5] & 0x3F)
        return Unicode.Scalar(0x10000 + high + low).map { ($0, 6) }
    }

    /// The bytes with every stretch that `replacement` knows, found from the left, in its other form.
    private static func replacing(
        in bytes: [UInt8],
        _ replacement: (_ index: Int) -> (length: Int, bytes: [UInt8])?
    ) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if let (length, other) = replacement(index) {
                result += other
                index += length
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }
}
