/// Repairs what copying and wrong decoding did to a text, as `fix_text` of ftfy 6.3.1 does with its default
/// settings.
///
/// Line by line, again until nothing changes: HTML's character references are replaced (up to the first line
/// with a `<`), wrongly decoded text is decoded again, ligatures, wide and narrow forms, curly quotes and
/// line breaks become plain ones, terminal escapes and control characters go, and NFC composes the rest.
/// ftfy's repair of surrogates has nothing to do: a Swift string holds none.
///
/// ftfy repeats its steps without a bound, in quadratic time for a text such as `&amp;amp;amp;…`; here a line
/// is gone through at most 16 times, which leaves references that are nested deeper than that.
enum TextRepair {
    private static let maximumRounds = 16
    /// Longer lines are taken apart, as in the reference.
    private static let maximumLength = 1_000_000

    static func repair(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        var rest = text[...]
        var replacesReferences = true
        while !rest.isEmpty {
            let end = rest.firstIndex(of: "\n").map { $0 + 1 } ?? rest.endIndex
            let line = rest[..<min(end, rest.startIndex + maximumLength)]
            rest = rest[line.endIndex...]
            if line.contains("<") { replacesReferences = false }
            result += repair(line: Array(line), replacesReferences: replacesReferences)
        }
        return result
    }

    private static func repair(line: [Unicode.Scalar], replacesReferences: Bool) -> [Unicode.Scalar] {
        var text = line
        var encoding = EncodingRepair(length: line.count)
        for _ in 0..<maximumRounds {
            let before = text
            if replacesReferences { text = CharacterReferences.replaceClosed(in: text) }
            text = encoding.repair(text)
            if !text.allSatisfy(\.isASCII) { text = CharacterRepairs.replaceForms(in: text) }
            text = CharacterRepairs.replaceLineBreaks(in: text)
            text = CharacterRepairs.removeTerminalEscapes(from: text)
            text.removeAll(where: CharacterRepairs.isRemoved)
            text = CanonicalNormalization.compose(text, unicode: CLIPCleaning.unicodeOfPython)
            if text == before { break }
        }
        return text
    }
}
