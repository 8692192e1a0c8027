import Foundation
import Reports
import Testing

@Suite(.enabled(if: ProjectFiles.exist(ProjectFiles.openIManifest), "needs the Open-i reports"))
struct OpenIReportsTests {
    private let texts: [String]

    init() throws {
        texts = try OpenIReports.texts()
    }

    @Test func tokenIdsHaveTheDigestsOfTheReference() throws {
        let expected = try TokenFixtures.decode(TokenFixtures.OpenIDigests.self, from: "openi-digests.json")
        func wordPiece(_ name: String, lowercases: Bool) throws -> WordPieceTokenizer {
            try WordPieceTokenizer(
                vocabulary: TokenFixtures.bytes(name),
                lowercases: lowercases,
                maximumTokens: expected.limit
            )
        }
        #expect(texts.count == expected.texts)
        #expect(digest(try wordPiece("wordpiece-cased.txt", lowercases: false)) == expected.cased)
        #expect(digest(try wordPiece("wordpiece-lowercased.txt", lowercases: true)) == expected.lowercased)
        let clip = try CLIPTokenizer(
            merges: TokenFixtures.bytes("clip-merges.txt"),
            maximumTokens: expected.limit
        )
        #expect(digest(clip) == expected.clip)
        if ProjectFiles.exist(ProjectFiles.checkpointVocabulary) {
            let checkpoint = try WordPieceTokenizer(
                vocabulary: Data(contentsOf: ProjectFiles.checkpointVocabulary),
                lowercases: true,
                maximumTokens: expected.limit
            )
            #expect(digest(checkpoint) == expected.checkpoint)
        }
    }

    @Test func everyReportHasSentencesOfWords() {
        var count = 0
        for text in texts {
            let report = ReportText(text)
            let sentences = report.sentences
            count += sentences.count
            #expect(!sentences.isEmpty)
            #expect(sentences.allSatisfy { $0.contains(where: { $0.isLetter || $0.isNumber }) })
            #expect(!report.text.contains("XXXX"))
            #expect(!report.text.contains("INDICATION:"))
        }
        // Between three and ten sentences a report are plausible; a splitter that fails gives one or dozens.
        #expect(count > 3 * texts.count && count < 10 * texts.count, "\(count) sentences")
    }

    /// FNV-1a (64 bits) over the ids of every text as decimal numbers, a line a text.
    private func digest(_ tokenizer: some Tokenizer) -> String {
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        for text in texts {
            let line = tokenizer.encode(text).ids.map(String.init).joined(separator: ",") + "\n"
            for byte in line.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        return String(repeating: "0", count: digest.leadingZeroBitCount / 4) + String(digest, radix: 16)
    }
}
