import Foundation
import Reports
import Testing

/// What OpenAI's cleaning makes of a text: its ids are those that the plain text has without that cleaning.
@Suite struct CLIPCleaningTests {
    private let openAI: CLIPTokenizer
    private let huggingFace: CLIPTokenizer

    init() throws {
        let merges = try TokenFixtures.bytes("clip-merges.txt")
        openAI = try CLIPTokenizer(merges: merges, maximumTokens: 1_000, cleaning: .openAI)
        huggingFace = try CLIPTokenizer(merges: merges, maximumTokens: 1_000)
    }

    private func expect(_ text: String, cleansTo plain: String) {
        #expect(openAI.encode(text).ids == huggingFace.encode(plain).ids)
    }

    @Test(arguments: [
        ("&amp;lt;", "<"), ("&amp;amp;lt;", "<"), ("&#x80;", "€"), ("&#128;", "€"), ("&notit;", "¬it;"),
        ("a &gt b", "a > b"), ("&eacute;", "é"), ("&EACUTE;", "é"), ("&SZLIG;", "ss"),
        ("&nTILDE;", "&ntilde;"),
        ("&ngE;", "≧\u{338}"), ("&#0;", "\u{FFFD}"), ("&#xD800;", "\u{FFFD}"), ("&#x110000;", "\u{FFFD}"),
        ("a&#7;b", "ab"), ("&unknown; &; &#; &#x;", "&unknown; &; &#; &#x;"), ("&#59;", ";"),
    ])
    func replacesReferencesOfHTML(text: String, plain: String) { expect(text, cleansTo: plain) }

    @Test func replacesReferencesTwiceWhereMarkupIsKept() {
        expect("<b>&amp;amp;lt;", cleansTo: "<b>&lt;")
        expect("&amp;amp;lt;\n<b>&amp;amp;lt;", cleansTo: "< <b>&lt;")
    }

    @Test(arguments: [
        ("“quoted” ‘x’", "\"quoted\" 'x'"), ("ﬁndings, eﬀusion", "findings, effusion"), ("ŉ Ĳ ǆ", "'n ij dž"),
        ("ＣＴ　１２", "ct 12"), ("ｶﾞ", "ガ"), ("\u{FEFF}bom\u{7}\u{7F}", "bom"),
        ("\u{1B}[31;1mred\u{1B}[0m", "red"),
        ("a\r\nb\rc\u{2028}d\u{85}", "a b c d..."), ("e\u{301}", "é"), ("ΟΔΟΣ ΣΑΣ", "οδος σας"), (" \n ", ""),
    ])
    func plainsCharacters(text: String, plain: String) {
        expect(text, cleansTo: plain.replacing("...", with: "…"))
    }

    @Test(arguments: [
        ("cafÃ©", "café"), ("donâ€™t", "don't"), ("â‰¥ 5 mm", "≥ 5 mm"), ("ÃƒÂ©", "é"), ("Ð¶Ð¶", "жж"),
        ("√©", "é"),
        ("voilÃ le travail", "voilà le travail"), ("â€œxâ€\u{FFFD}", "\"x\u{FFFD}"), ("漢字 cafÃ©", "漢字 café"),
        ("í\u{A0}½í¸\u{80}", "😀"), ("\u{93}x\u{94}", "\"x\""), ("Ångström à la", "ångström à la"),
    ])
    func decodesAgainWhatWasDecodedWrongly(text: String, plain: String) { expect(text, cleansTo: plain) }

    @Test func leavesWhatIsInOrder() {
        for text in ["Heart size is normal.", "café Müller ≥ 5 µm – ½", "漢字 한국 Ж", "AT&T; a < b & c"] {
            expect(text, cleansTo: text)
        }
    }

    // "!" as a whole word is the 257th token: the first byte symbol in its final form.
    @Test func findsSpecialTokensOnlyWhereAWordMayBegin() throws {
        let merges = try TokenFixtures.bytes("clip-merges.txt")
        let openCLIP = try CLIPTokenizer(merges: merges, cleaning: .openCLIP)
        let opening = try #require(openAI.encode("").ids.first)
        let closing = try #require(openAI.encode("").ids.last)
        #expect(openAI.encode("<|EndOfText|>").ids == [opening, closing, closing])
        #expect(openAI.encode("!<|endoftext|>").ids.dropLast().contains(closing) == false)
        #expect(huggingFace.encode("!<|endoftext|>").ids == [opening, 256, closing, closing])
        #expect(openCLIP.encode("<end_of_text>").ids == [opening, closing, closing])
        #expect(openCLIP.encode("<|endoftext|>").ids.dropLast().contains(closing) == false)
    }

    @Test func identityNamesTheCleaningUnlessItIsHuggingFaces() {
        #expect(openAI.identity == huggingFace.identity + " cleaning=openai")
        #expect(!huggingFace.identity.contains("cleaning"))
    }

    @Test(arguments: [
        "&", "&#38;", "&#xFF06;", "amp;", "&a", "&#1", "&CounterClockwiseContourIntegral", "\u{1B}[", "Ã©",
        "â€", "Ã ", "\u{80}", "Σ\u{301}", "é", "ð\u{9F}\u{98}", "<", "\n", "\r", "\u{FFFD}", "'", "ÃƒÂ©",
    ])
    func answersSixtyFourKibibytesOfTheSame(unit: String) { answer(unit, bytes: 1 << 16) }

    @Test(arguments: ["&", "&amp;", "Â", "\u{1B}[1", "\u{301}\u{323}"])
    func answersAMebibyteOfTheSame(unit: String) { answer(unit, bytes: 1 << 20) }

    private func answer(_ unit: String, bytes: Int) {
        let text = "&" + String(repeating: unit, count: bytes / unit.utf8.count) + "©"
        #expect((2...1_000).contains(openAI.encode(text).ids.count))
    }

    @Test func stopsReplacingReferencesNestedDeeperThanSixteenTimes() {
        expect("&" + String(repeating: "amp;", count: 15) + "lt;", cleansTo: "<")
        let deep = "&" + String(repeating: "amp;", count: 30) + "lt;"
        // Sixteen rounds of the repair and two of Python's leave 30 + 1 - 18 names.
        expect(deep, cleansTo: "&" + String(repeating: "amp;", count: 12) + "lt;")
    }
}
