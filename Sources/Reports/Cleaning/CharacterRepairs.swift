import Foundation

/// The repairs of ftfy 6.3.1 that look at single characters (`ftfy.fixes`, `ftfy.chardata`).
enum CharacterRepairs {
    /// Latin ligatures and digraphs in letters; those that are letters of their own, such as æ, stay.
    private static let ligatures: [Unicode.Scalar: String] = [
        "Ĳ": "IJ", "ĳ": "ij", "ŉ": "ʼn", "Ǳ": "DZ", "ǲ": "Dz", "ǳ": "dz", "Ǆ": "DŽ", "ǅ": "Dž", "ǆ": "dž",
        "Ǉ": "LJ", "ǈ": "Lj", "ǉ": "lj", "Ǌ": "NJ", "ǋ": "Nj", "ǌ": "nj", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl",
        "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ſt", "ﬆ": "st",
    ]

    /// The plain forms of the wide and narrow ones: the ideographic blank, and U+FF01 to U+FFEF in NFKC.
    private static let widths: [Unicode.Scalar: String] = {
        var widths: [Unicode.Scalar: String] = ["\u{3000}": " "]
        for scalar in (0xFF01...UInt32(0xFFEF)).compactMap(Unicode.Scalar.init) {
            let plain = String(scalar).precomposedStringWithCompatibilityMapping
            if !plain.unicodeScalars.elementsEqual([scalar]) { widths[scalar] = plain }
        }
        return widths
    }()

    /// C1 controls as windows-1252, ligatures and forms of other widths in plain letters, quotes straight.
    static func replaceForms(in text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        let text = EncodingRepair.replaceControls(in: text)
        return straighten(replace(in: replace(in: text, by: ligatures), by: widths))
    }

    private static func replace(
        in text: [Unicode.Scalar],
        by forms: [Unicode.Scalar: String]
    ) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        for scalar in text {
            if scalar.value >= 0x100, let form = forms[scalar] {
                result += Array(form.unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return result
    }

    private static func straighten(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        text.map { scalar in
            switch scalar.value {
            case 0x02BC, 0x2018...0x201B: "'"
            case 0x201C...0x201F: "\""
            default: scalar
            }
        }
    }

    /// LF for CR LF, CR, U+2028, U+2029 and U+0085.
    static func replaceLineBreaks(in text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        var follows: Unicode.Scalar = "\n"
        for scalar in text {
            switch scalar {
            case "\n" where follows == "\r": break
            case "\r", "\u{2028}", "\u{2029}", "\u{85}": result.append("\n")
            default: result.append(scalar)
            }
            follows = scalar
        }
        return result
    }

    /// Removes the sequences ESC `[` numbers letter that colour text in a terminal.
    static func removeTerminalEscapes(from text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard text.contains("\u{1B}") else { return text }
        var result: [Unicode.Scalar] = []
        var index = 0
        while index < text.count {
            if let end = endOfTerminalEscape(text, index) {
                index = end
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }

    private static func endOfTerminalEscape(_ text: [Unicode.Scalar], _ start: Int) -> Int? {
        guard text[start] == "\u{1B}", start + 1 < text.count, text[start + 1] == "[" else { return nil }
        let end = text[(start + 2)...].firstIndex { scalar in
            scalar != ";" && scalar.properties.generalCategory != .decimalNumber
        }
        guard let end, text[end].isASCII, text[end].properties.isAlphabetic else { return nil }
        return end + 1
    }

    /// Control characters without effect on text, the byte order mark and what only other programs read.
    static func isRemoved(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x08, 0x0B, 0x0E...0x1F, 0x7F, 0x206A...0x206F, 0xFEFF, 0xFFF9...0xFFFC: true
        default: false
        }
    }
}
