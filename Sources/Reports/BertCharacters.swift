/// The character classes of the BERT tokenizer of Hugging Face `tokenizers`.
///
/// The reference classifies by the Unicode tables it was built with, version 8.0 for the general categories.
/// Newer characters therefore count as unassigned here as well: kept by the cleaning and part of a word.
enum BertCharacters {
    /// What the cleaning makes a blank of: `White_Space` except the control characters other than TAB, LF, CR.
    static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20, 0x09, 0x0A, 0x0D: true
        case 0..<0x80, 0x85: false
        default: scalar.properties.isWhitespace
        }
    }

    /// What the cleaning removes: NUL, U+FFFD, control, format and private use characters.
    static func isRemoved(_ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        if value < 0x80 { return value < 0x20 || value == 0x7F }
        if value == 0xFFFD { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse: return isKnown(scalar)
        default: return false
        }
    }

    /// What stands alone as a word: ASCII other than letters, digits and blanks, and the categories P*.
    static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: return true
        case 0..<0x80: return false
        // Punctuation in Unicode 8.0, another category since.
        case 0x166D, 0x111C9: return true
        default: break
        }
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation:
            return isKnown(scalar)
        default: return false
        }
    }

    /// What the accent stripping removes: category Mn.
    static func isAccent(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x300: return false
        // Categories that changed after Unicode 8.0.
        case 0x1885, 0x1886, 0xA9BD, 0x111C9: return false
        case 0x1734, 0x1171E: return true
        default: return scalar.properties.generalCategory == .nonspacingMark && isKnown(scalar)
        }
    }

    /// What stands alone as a word because its script writes no blanks.
    ///
    /// The ranges are those of the reference, which leaves a gap at U+2B820 to U+2B91F.
    static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x2A6DF, 0x2A700...0x2B81F,
            0x2B920...0x2CEAF, 0x2F800...0x2FA1F:
            true
        default: false
        }
    }

    private static func isKnown(_ scalar: Unicode.Scalar) -> Bool {
        isAssigned(scalar, inUnicode: 8)
    }
}

/// Whether Unicode `version`.0 already held the character.
func isAssigned(_ scalar: Unicode.Scalar, inUnicode version: Int) -> Bool {
    guard let age = scalar.properties.age else { return false }
    return age.major < version || (age.major == version && age.minor == 0)
}
