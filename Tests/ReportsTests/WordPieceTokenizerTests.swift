import Foundation
import Reports
import Testing

@Suite struct WordPieceTokenizerTests {
    private static let limit = 64

    private func tokenizer(_ name: String, lowercases: Bool) throws -> WordPieceTokenizer {
        try WordPieceTokenizer(
            vocabulary: TokenFixtures.bytes(name),
            lowercases: lowercases,
            maximumTokens: Self.limit
        )
    }

    @Test func equalsTheReferenceOnNastyStringsCased() throws {
        let tokenizer = try tokenizer("wordpiece-cased.txt", lowercases: false)
        let cases = try TokenFixtures.cases()
        #expect(cases.count >= 500)
        for item in cases {
            let tokens = tokenizer.encode(item.text)
            #expect(tokens.ids == item.cased, "\(item.text.unicodeScalars.prefix(40).map(\.value))")
            #expect(tokens.droppedTokens == item.casedDropped)
        }
    }

    @Test func equalsTheReferenceOnNastyStringsLowercased() throws {
        let tokenizer = try tokenizer("wordpiece-lowercased.txt", lowercases: true)
        for item in try TokenFixtures.cases() {
            let tokens = tokenizer.encode(item.text)
            #expect(tokens.ids == item.lowercased, "\(item.text.unicodeScalars.prefix(40).map(\.value))")
            #expect(tokens.droppedTokens == item.lowercasedDropped)
        }
    }

    @Test(
        .enabled(
            if: ProjectFiles.exist(ProjectFiles.checkpointVocabulary, ProjectFiles.expectedTokens),
            "needs the open-resnet18 checkpoint and its expected values"
        )
    )
    func givesTheTokensOfTheCheckpoint() throws {
        struct Expected: Decodable { let tokenIds: [String: [Int32]] }
        let expected = try JSONDecoder().decode(
            Expected.self,
            from: Data(contentsOf: ProjectFiles.expectedTokens)
        )
        let tokenizer = try WordPieceTokenizer(
            vocabulary: Data(contentsOf: ProjectFiles.checkpointVocabulary),
            lowercases: true,
            maximumTokens: 128
        )
        #expect(!expected.tokenIds.isEmpty)
        for (text, ids) in expected.tokenIds { #expect(tokenizer.encode(text).ids == ids, "\(text)") }
    }

    private static let small = "[PAD]\n[UNK]\n[CLS]\n[SEP]\nheart\n##s\nno\n.\n"

    @Test func keepsTheFinalTokenOfALongText() throws {
        let tokenizer = try WordPieceTokenizer(
            vocabulary: Self.small.utf8,
            lowercases: true,
            maximumTokens: 4
        )
        let tokens = tokenizer.encode("No hearts.")
        #expect(tokens.ids == [2, 6, 4, 3])
        #expect(tokens.isTruncated)
        #expect(tokens.droppedTokens == 2)
        #expect(tokenizer.encode("No heart").droppedTokens == 0)
    }

    @Test(arguments: ["\r\n", "\r"])
    func readsOtherLineEnds(end: String) throws {
        let vocabulary = Self.small.replacingOccurrences(of: "\n", with: end)
        let tokenizer = try WordPieceTokenizer(
            vocabulary: vocabulary.utf8,
            lowercases: true,
            maximumTokens: 8
        )
        #expect(tokenizer.encode("hearts").ids == [2, 4, 5, 3])
    }

    @Test func tellsSettingsApartByIdentity() throws {
        func identity(_ lowercases: Bool, _ limit: Int) throws -> String {
            try WordPieceTokenizer(vocabulary: Self.small.utf8, lowercases: lowercases, maximumTokens: limit)
                .identity
        }
        #expect(try identity(true, 8) == identity(true, 8))
        #expect(try Set([identity(true, 8), identity(false, 8), identity(true, 9)]).count == 3)
    }

    @Test func answersAMegabyteWithoutBlanks() throws {
        let tokenizer = try WordPieceTokenizer(
            vocabulary: Self.small.utf8,
            lowercases: true,
            maximumTokens: 8
        )
        for unit in ["a", "heart", "\u{0301}\u{0323}", "[", "漢", "[CLS", "...", "é "] {
            let text = String(repeating: unit, count: 1_000_000 / unit.utf8.count)
            #expect(tokenizer.encode(text).ids.count <= 8)
        }
    }

    @Test(arguments: [
        ("", TokenizerError.emptyVocabulary),
        ("[CLS]\n[SEP]\na\n", .missingSpecialToken("[UNK]")),
        ("[UNK]\n[SEP]\n", .missingSpecialToken("[CLS]")),
        ("[UNK]\n[CLS]\n", .missingSpecialToken("[SEP]")),
        ("[UNK]\n[CLS]\n[SEP]\na\nb\na\n", .duplicateEntry(line: 6, firstLine: 4)),
        ("[UNK]\n[CLS]\n[SEP]\n\n\n", .duplicateEntry(line: 5, firstLine: 4)),
    ])
    func refusesVocabulary(_ vocabulary: String, error: TokenizerError) {
        #expect(throws: error) {
            try WordPieceTokenizer(vocabulary: vocabulary.utf8, lowercases: true, maximumTokens: 8)
        }
    }

    @Test func namesTheLineThatIsNotUTF8() {
        let bytes = Array("[UNK]\n[CLS]\n".utf8) + [0xC3, 0x28, 0x0A]
        #expect(throws: TokenizerError.invalidUTF8(line: 3)) {
            try WordPieceTokenizer(vocabulary: bytes, lowercases: true, maximumTokens: 8)
        }
    }

    @Test(arguments: [Int.min, -1, 0, 1])
    func refusesALimitWithoutRoom(limit: Int) {
        #expect(throws: TokenizerError.maximumTokensTooSmall(limit)) {
            try WordPieceTokenizer(vocabulary: Self.small.utf8, lowercases: true, maximumTokens: limit)
        }
    }
}
