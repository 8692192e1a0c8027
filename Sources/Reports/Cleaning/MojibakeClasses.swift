/// What a character is to the search for wrongly decoded text.
///
/// The first group are the categories of ftfy 6.3.1 (`ftfy.badness`): the few hundred characters that UTF-8
/// turns into when it is read in an eight-bit encoding. The second group says which place of a UTF-8 sequence
/// a character's byte can have.
struct MojibakeClasses: OptionSet, Sendable {
    let rawValue: UInt32

    /// Characters of many contexts, such as dashes.
    static let common = Self(rawValue: 1 << 0)
    /// The control characters U+0080 to U+009F.
    static let control = Self(rawValue: 1 << 1)
    /// Characters that are hardly used for themselves.
    static let suspect = Self(rawValue: 1 << 2)
    static let law = Self(rawValue: 1 << 3)
    static let currency = Self(rawValue: 1 << 4)
    static let opening = Self(rawValue: 1 << 5)
    static let closing = Self(rawValue: 1 << 6)
    static let numeric = Self(rawValue: 1 << 7)
    /// Letters that faces are drawn with.
    static let face = Self(rawValue: 1 << 8)
    static let upperAccented = Self(rawValue: 1 << 9)
    static let lowerAccented = Self(rawValue: 1 << 10)
    /// Greek and Cyrillic capitals.
    static let upperCommon = Self(rawValue: 1 << 11)
    static let lowerCommon = Self(rawValue: 1 << 12)
    static let box = Self(rawValue: 1 << 13)
    /// a to z.
    static let lowerLatin = Self(rawValue: 1 << 14)
    /// A to Z.
    static let upperLatin = Self(rawValue: 1 << 15)
    /// Everything but A to Z and a to z.
    static let noLatin = Self(rawValue: 1 << 16)
    /// White space.
    static let blank = Self(rawValue: 1 << 17)
    /// Letters, numbers and `_`.
    static let word = Self(rawValue: 1 << 18)
    /// Everything but the line feed.
    static let withinLine = Self(rawValue: 1 << 19)

    /// Begins a sequence of two bytes (C2 to DF).
    static let firstOfTwo = Self(rawValue: 1 << 20)
    /// Begins a sequence of three bytes (E0 to EF).
    static let firstOfThree = Self(rawValue: 1 << 21)
    /// Begins a sequence of four bytes (F0, F3; the others begin characters that are not assigned).
    static let firstOfFour = Self(rawValue: 1 << 22)
    /// Continues a sequence (80 to BF), or is a blank that may have been A0.
    static let continuation = Self(rawValue: 1 << 23)
    /// Continues a sequence and seldom stands beside one for itself.
    static let strictContinuation = Self(rawValue: 1 << 24)

    private static let members: [(classes: Self, characters: String)] = [
        (.common, "\u{A0}\u{AD}·´–—―…’"),
        (.control, "\u{80}-\u{9F}"),
        (.suspect, "¦¤¨¬¯¸ƒˆˇ˘˛˜†‡‰⌐◊\u{FFFD}ªº"),
        (.law, "¶§"),
        (.currency, "¢£¥₧€"),
        (.opening, "¡«¿©\u{384}\u{385}‘‚“„•‹\u{F8FF}"),
        (.closing, "®»˝”›™"),
        (.numeric, "²³¹±¼½¾×µ÷⁄∂∆∏∑√∞∩∫≈≠≡≤≥№"),
        (.face, "Ò-ÖÙ-Üò-öø-üŐŌŪŲ°"),
        (.upperAccented, "À-ÑØÜÝĂĀĄĆČĎĐĘĚĒĖĞĢİĪĶĹĽŁĻŃŇŅŒŘŚŞŠŢŤŮŰŸŹŻŽҐ"),
        (.lowerAccented, "ßà-ñăąāćčďđęěēėğģįīķĺľłļœŕśşšťüźżžґﬁﬂ"),
        (.upperCommon, "ÞΑ-ΩΆΈΉΊΌΎΏΪΫЁ-Я"),
        (.lowerCommon, "α-ωάέήίΰа-џ"),
        (.box, "│┌┐┘├┤┬┼═-╬▀▄█▌▐░▒▓"),
        (.lowerLatin, "a-z"),
        (.upperLatin, "A-Z"),
    ]

    private static let bytes: [(classes: Self, bytes: ClosedRange<UInt8>)] = [
        (.firstOfTwo, 0xC2...0xDF), (.firstOfThree, 0xE0...0xEF), (.firstOfFour, 0xF0...0xF0),
        (.firstOfFour, 0xF3...0xF3), ([.continuation, .strictContinuation], 0x80...0xBF),
    ]

    private static let table: ScalarTable<Self> = {
        var table = ScalarTable<Self>(filledWith: [])
        for scalar in ScalarTable<Self>.positions.compactMap(Unicode.Scalar.init) {
            table[scalar] = general(scalar)
        }
        for (classes, characters) in members {
            for scalar in spread(characters) { table[scalar].formUnion(general(scalar).union(classes)) }
        }
        // All but ISO 8859-2, Mac Roman and code page 437, which differ more.
        for encoding in SingleByteEncoding.all.prefix(7) {
            for (classes, range) in bytes {
                for byte in range { table[encoding.character(of: byte)].formUnion(classes) }
            }
        }
        for scalar in "–—―‘’‚“”„•…".unicodeScalars { table[scalar].remove(.strictContinuation) }
        table[" "].insert(.continuation)
        return table
    }()

    /// The classes of a character.
    static func of(_ scalar: Unicode.Scalar) -> Self {
        let classes = table[scalar]
        return classes.isEmpty ? general(scalar) : classes
    }

    /// The classes that every character has or lacks.
    private static func general(_ scalar: Unicode.Scalar) -> Self {
        var classes: Self = scalar == "\n" ? [] : .withinLine
        let folded = scalar.value | 0x20
        if !(0x61...0x7A).contains(folded) || !scalar.isASCII { classes.insert(.noLatin) }
        // Python counts the separators U+001C to U+001F as white space.
        if scalar.isBlank || (0x1C...0x1F).contains(scalar.value) { classes.insert(.blank) }
        if scalar == "_" || isAlphanumeric(scalar) { classes.insert(.word) }
        return classes
    }

    private static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
        guard isAssigned(scalar, inUnicode: CLIPCleaning.unicodeOfPython) else { return false }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
        default: return scalar.properties.numericType != nil
        }
    }

    /// The characters of a list in which `a-c` stands for a range.
    private static func spread(_ list: String) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        var isRange = false
        for scalar in list.unicodeScalars {
            if scalar == "-" {
                isRange = true
            } else if isRange, let first = result.last {
                result += (first.value + 1...scalar.value).compactMap(Unicode.Scalar.init)
                isRange = false
            } else {
                result.append(scalar)
            }
        }
        return result
    }
}
