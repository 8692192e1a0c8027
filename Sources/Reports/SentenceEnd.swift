/// The rules for whether a full stop ends a sentence.
enum SentenceEnd {
    /// These never end a sentence.
    private static let introducing: Set<String> = [
        "dr", "drs", "mr", "mrs", "ms", "prof", "st", "vs", "v", "e.g", "eg", "i.e", "ie", "cf", "viz", "fig",
        "figs",
    ]
    /// These end a sentence only before a capital letter.
    private static let closing: Set<String> = [
        "a.m", "p.m", "am", "pm", "al", "etc", "approx", "ca", "incl", "excl", "resp", "jr", "sr", "inc",
        "ltd", "dept",
        "hosp", "lt", "rt", "pt", "pts", "ant", "lat", "inf", "sup", "bilat", "hx", "dx", "tx", "rx", "sx",
        "fx", "wt",
        "ht", "yr", "yrs", "mo", "wk", "hr", "hrs", "min", "sec", "tel", "ext", "est", "max", "temp", "ref",
    ]
    /// These do not end a sentence before a digit.
    private static let numbering: Set<String> = [
        "no", "nos", "nr", "img", "ser", "vol", "p", "pp", "sec", "jan", "feb", "mar", "apr", "jun", "jul",
        "aug",
        "sep", "sept", "oct", "nov", "dec",
    ]
    /// More characters than this are not an abbreviation.
    private static let maximumAbbreviation = 8

    static func isTerminator(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ".", "!", "?", "。": true
        default: false
        }
    }

    static func isCloser(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ")", "]", "\"", "'", "”", "’", "»": true
        default: false
        }
    }

    static func isOpener(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "(", "[", "\"", "'", "“", "‘", "«": true
        default: false
        }
    }

    /// The letters, digits and inner dots before `dot`, at most as many as an abbreviation has and one more.
    static func word(
        before dot: Int,
        in text: ArraySlice<Unicode.Scalar>,
        from start: Int
    ) -> ArraySlice<Unicode.Scalar> {
        var first = dot
        while first > start, dot - first <= maximumAbbreviation,
            text[first - 1] == "." || text[first - 1].isWordCharacter
        {
            first -= 1
        }
        return text[first..<dot]
    }

    /// The value of ASCII digits; nil for anything else.
    static func number(_ word: ArraySlice<Unicode.Scalar>) -> Int? {
        var value = 0
        for scalar in word.prefix(9) {
            guard ("0"..."9").contains(scalar) else { return nil }
            value = value * 10 + Int(scalar.value - 0x30)
        }
        return word.isEmpty || word.count > 9 ? nil : value
    }

    /// Whether the first word from `index` begins with a capital letter.
    static func capitalFollows(_ index: Int, in text: ArraySlice<Unicode.Scalar>) -> Bool {
        firstCharacter(from: index, in: text)?.properties.isUppercase ?? false
    }

    /// Whether the sentence goes on after `word` and its full stop; `end` is where the text after the stop begins.
    static func continues(
        after word: ArraySlice<Unicode.Scalar>,
        at end: Int,
        in text: ArraySlice<Unicode.Scalar>
    ) -> Bool {
        guard end < text.count else { return false }
        guard text[end].isBlank else { return !isMissingBlank(after: word, at: end, in: text) }
        guard let next = firstCharacter(from: end, in: text) else { return false }
        let components = word.split(separator: ".", omittingEmptySubsequences: false)
        if let last = components.last, last.count == 1, last.allSatisfy(\.properties.isUppercase) {
            return true
        }
        let abbreviation = String(scalars: word).lowercased()
        if introducing.contains(abbreviation) { return true }
        if numbering.contains(abbreviation), next.properties.numericType != nil { return true }
        let mayClose = closing.contains(abbreviation) || (components.count > 1 && components.last?.count == 1)
        return mayClose && !next.properties.isUppercase
    }

    /// Whether a blank was forgotten after the full stop: `effusion.No`.
    private static func isMissingBlank(
        after word: ArraySlice<Unicode.Scalar>,
        at end: Int,
        in text: ArraySlice<Unicode.Scalar>
    ) -> Bool {
        guard word.count > 2, !word.contains("."), word.allSatisfy(\.properties.isLowercase) else {
            return false
        }
        return end + 1 < text.count && text[end].properties.isUppercase
            && text[end + 1].properties.isLowercase
    }

    private static func firstCharacter(
        from index: Int,
        in text: ArraySlice<Unicode.Scalar>
    ) -> Unicode.Scalar? {
        var index = index
        while index < text.count, text[index].isBlank || isOpener(text[index]) {
            index += 1
        }
        return index < text.count ? text[index] : nil
    }
}
