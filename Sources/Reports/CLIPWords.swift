/// The text cleaning and word splitting of CLIP as in Hugging Face `CLIPTokenizerFast`.
enum CLIPWords {
    /// NFC, runs of white space as one blank, lower case; the result as UTF-8.
    static func normalize(_ text: String) -> [UInt8] {
        var scalars: [Unicode.Scalar] = []
        for scalar in CanonicalNormalization.compose(Array(text.unicodeScalars)) {
            if !scalar.isBlank {
                scalars.append(scalar)
            } else if scalars.last != " " {
                scalars.append(" ")
            }
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(scalars.count)
        for scalar in lowercased(scalars) { bytes.append(utf8: scalar) }
        return bytes
    }

    /// Calls `body` with the UTF-8 of each word of normalised text.
    ///
    /// A word is, tried in this order: one of `'s 't 're 've 'm 'll 'd`, a run of letters, a single number
    /// character, a run of anything else but blanks. This is the pattern of OpenAI's tokenizer, scanned by hand.
    static func forEachWord(in bytes: ArraySlice<UInt8>, _ body: (ArraySlice<UInt8>) -> Void) {
        let characters = classified(bytes)
        var index = 0
        while index < characters.count {
            let start = index
            let kind = characters[index].kind
            let contraction = contractionLength(bytes[characters[index].offset...])
            index += contraction ?? 1
            if contraction == nil, kind == .letter || kind == .other {
                while index < characters.count, characters[index].kind == kind { index += 1 }
            }
            let end = index < characters.count ? characters[index].offset : bytes.endIndex
            if kind != .blank { body(bytes[characters[start].offset..<end]) }
        }
    }

    private enum Kind { case blank, letter, number, other }

    private static func classified(_ bytes: ArraySlice<UInt8>) -> [(kind: Kind, offset: Int)] {
        var offset = bytes.startIndex
        return String(decoding: bytes, as: UTF8.self).unicodeScalars.map { scalar in
            defer { offset += UTF8.width(scalar) }
            return (kind(of: scalar), offset)
        }
    }

    private static func kind(of scalar: Unicode.Scalar) -> Kind {
        switch scalar.value {
        case 0x20: return .blank
        case 0x30...0x39: return .number
        case 0x41...0x5A, 0x61...0x7A: return .letter
        case 0..<0x80: return .other
        default: break
        }
        switch scalar.properties.generalCategory {
        // The reference knows the characters of Unicode 16.0.
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
            return isAssigned(scalar, inUnicode: 16) ? .letter : .other
        case .decimalNumber, .letterNumber, .otherNumber:
            return isAssigned(scalar, inUnicode: 16) ? .number : .other
        default: return .other
        }
    }

    private static let contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"].map { Array($0.utf8) }

    private static func contractionLength(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.first == UInt8(ascii: "'") else { return nil }
        return contractions.first { bytes.starts(with: $0) }?.count
    }
}
