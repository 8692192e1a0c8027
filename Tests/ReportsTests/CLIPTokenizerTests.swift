import Foundation
import Reports
import Testing

@Suite struct CLIPTokenizerTests {
    @Test(arguments: [true, false])
    func equalsTheReferenceOnNastyStrings(usesVocabularyFile: Bool) throws {
        let merges = try TokenFixtures.bytes("clip-merges.txt")
        let tokenizer =
            usesVocabularyFile
            ? try CLIPTokenizer(vocabulary: TokenFixtures.bytes("clip-vocab.json"), merges: merges)
            : try CLIPTokenizer(merges: merges)
        for item in try TokenFixtures.cases() {
            let tokens = tokenizer.encode(item.text)
            #expect(tokens.ids == item.clip, "\(item.text.unicodeScalars.prefix(40).map(\.value))")
            #expect(tokens.droppedTokens == item.clipDropped)
        }
    }

    // Ids by hand: "t" is the 84th of the byte symbols, which begin with "!"; 512 + 2 merges, then the two specials.
    private static let merges = "#version: 0.2\nt h\nth e</w>\n"

    @Test func derivesIdsFromTheOrderOfTheMerges() throws {
        let tokenizer = try CLIPTokenizer(merges: Self.merges.utf8)
        #expect(tokenizer.maximumTokens == 77)
        #expect(tokenizer.encode("The t").ids == [514, 513, 256 + 83, 515])
        #expect(tokenizer.encode("").ids == [514, 515])
    }

    @Test func usesAsManyMergesAsTheModelHas() throws {
        let tokenizer = try CLIPTokenizer(merges: Self.merges.utf8, vocabularySize: 515)
        #expect(tokenizer.encode("the").ids == [513, 512, 256 + 68, 514])
        #expect(throws: TokenizerError.tooFewMerges(found: 2, needed: 3)) {
            try CLIPTokenizer(merges: Self.merges.utf8, vocabularySize: 517)
        }
        #expect(throws: TokenizerError.tooFewMerges(found: 2, needed: 0)) {
            try CLIPTokenizer(merges: Self.merges.utf8, vocabularySize: 100)
        }
    }

    @Test func keepsTheFinalTokenOfALongText() throws {
        let tokenizer = try CLIPTokenizer(merges: Self.merges.utf8, maximumTokens: 3)
        let tokens = tokenizer.encode("the the the")
        #expect(tokens.ids == [514, 513, 515])
        #expect(tokens.droppedTokens == 2)
    }

    @Test func answersAMegabyteWithoutBlanks() throws {
        let tokenizer = try CLIPTokenizer(merges: TokenFixtures.bytes("clip-merges.txt"))
        for unit in ["a", "the", "\u{0301}\u{0323}", "'", "<|", "漢", "e\u{0301}"] {
            let text = String(repeating: unit, count: 1_000_000 / unit.utf8.count)
            #expect(tokenizer.encode(text).ids.count == 77)
        }
    }

    @Test(arguments: [
        ("", TokenizerError.emptyVocabulary),
        ("#version: 0.2\n", .emptyVocabulary),
        ("#version: 0.2\nt h e\n", .malformedMerge(line: 2)),
        ("#version: 0.2\nth\n", .malformedMerge(line: 2)),
        ("t h\nt  h\n", .malformedMerge(line: 2)),
        ("t h\nt h\n", .duplicateEntry(line: 2, firstLine: 1)),
        ("t h\nxy z\n", .unknownMergeToken(line: 2)),
    ])
    func refusesMerges(_ merges: String, error: TokenizerError) {
        #expect(throws: error) { try CLIPTokenizer(merges: merges.utf8) }
    }

    @Test(arguments: [
        ("[]", TokenizerError.malformedVocabulary),
        ("{", .malformedVocabulary),
        ("{\"a\": \"b\"}", .malformedVocabulary),
        ("{\"a\": 1.5}", .malformedVocabulary),
        ("{\"a\": -1}", .malformedVocabulary),
        ("{\"a\": 99999999999}", .malformedVocabulary),
        ("{\"a\": 1, \"b\": 1}", .malformedVocabulary),
        ("{}", .emptyVocabulary),
        ("{\"a\": 0, \"<|endoftext|>\": 1}", .missingSpecialToken("<|startoftext|>")),
        ("{\"a\": 0, \"<|startoftext|>\": 1}", .missingSpecialToken("<|endoftext|>")),
        ("{\"t\": 0, \"h\": 1, \"<|startoftext|>\": 2, \"<|endoftext|>\": 3}", .unknownMergeToken(line: 1)),
    ])
    func refusesVocabularies(_ vocabulary: String, error: TokenizerError) {
        #expect(throws: error) { try CLIPTokenizer(vocabulary: vocabulary.utf8, merges: "t h\n".utf8) }
    }

    @Test func encodesUnknownBytesAsTheEndToken() throws {
        let vocabulary =
            "{\"t\": 0, \"h</w>\": 1, \"th</w>\": 2, \"<|startoftext|>\": 3, \"<|endoftext|>\": 4}"
        let tokenizer = try CLIPTokenizer(vocabulary: vocabulary.utf8, merges: "t h</w>\n".utf8)
        #expect(tokenizer.encode("th xh").ids == [3, 2, 4, 1, 4])
    }

    @Test(arguments: [Int.min, 0, 1])
    func refusesALimitWithoutRoom(limit: Int) {
        #expect(throws: TokenizerError.maximumTokensTooSmall(limit)) {
            try CLIPTokenizer(merges: Self.merges.utf8, maximumTokens: limit)
        }
    }
}
