/// The word splitting of CLIP.
///
/// A word is, tried in this order: one of `'s 't 're 've 'm 'll 'd`, a run of letters, a single number
/// character, a run of anything else but blanks. This is the pattern of OpenAI's tokenizer, scanned by hand;
/// it also knows the special tokens, which Hugging Face's looks for beforehand.
struct CLIPWords: Sendable {
    private let fixed: [(bytes: [UInt8], characters: Int)]
    /// The version of Unicode that says what is a letter and what is a number.
    private let unicode: Int
    private let skipsIotaSubscript: Bool

    init(_ cleaning: CLIPCleaning) {
        var words = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"]
        if cleaning == .huggingFace {
            unicode = 16
        } else {
            // OpenAI's pattern ignores case, by which the long s is an s; the module `regex` has the letters
            // of Unicode 17.
            let (opening, closing) = cleaning.specialTokens
            words += ["'ſ", opening, closing, opening.replacing("s", with: "ſ")]
            unicode = 17
        }
        skipsIotaSubscript = cleaning != .huggingFace
        fixed = words.map { (Array($0.utf8), $0.unicodeScalars.count) }
    }

    /// Calls `body` with the UTF-8 of each word of cleaned text.
    func forEachWord(in bytes: ArraySlice<UInt8>, _ body: (ArraySlice<UInt8>) -> Void) {
        let characters = classified(bytes)
        var index = 0
        while index < characters.count {
            let start = index
            let kind = characters[index].kind
            let length = fixedLength(bytes[characters[index].offset...])
            index += length ?? 1
            if length == nil, kind == .letter || kind == .other {
                while index < characters.count, characters[index].kind == kind { index += 1 }
            }
            let end = index < characters.count ? characters[index].offset : bytes.endIndex
            if kind != .blank { body(bytes[characters[start].offset..<end]) }
        }
    }

    private enum Kind { case blank, letter, number, other }

    private func classified(_ bytes: ArraySlice<UInt8>) -> [(kind: Kind, offset: Int)] {
        var offset = bytes.startIndex
        return String(decoding: bytes, as: UTF8.self).unicodeScalars.map { scalar in
            defer { offset += UTF8.width(scalar) }
            return (kind(of: scalar), offset)
        }
    }

    private func kind(of scalar: Unicode.Scalar) -> Kind {
        switch scalar.value {
        case 0x20: return .blank
        case 0x30...0x39: return .number
        case 0x41...0x5A, 0x61...0x7A: return .letter
        case 0..<0x80: return .other
        // The pattern that ignores case counts the iota below a letter neither as a letter nor as anything
        // else.
        case 0x345 where skipsIotaSubscript: return .blank
        default: break
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
            return isAssigned(scalar, inUnicode: unicode) ? .letter : .other
        case .decimalNumber, .letterNumber, .otherNumber:
            return isAssigned(scalar, inUnicode: unicode) ? .number : .other
        default: return .other
        }
    }

    /// The number of characters of the fixed word that the bytes begin with.
    private func fixedLength(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.first == UInt8(ascii: "'") || bytes.first == UInt8(ascii: "<") else { return nil }
        return fixed.first { bytes.starts(with: $0.bytes) }?.characters
    }
}
