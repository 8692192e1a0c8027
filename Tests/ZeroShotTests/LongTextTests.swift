import Checkpoints
import Foundation
import Tensors
import Testing
import ZeroShot

/// What becomes of a text that the text encoder cannot read at once.
@Suite struct LongTextTests {
    private let model: ZeroShotModel
    private let backend = CPUBackend()
    private let maximum: Int

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        model = try ZeroShotModel(ModelPackage(path: root.appending(path: "Models/hilum-open").path))
        maximum = model.description.tokenizer.maximumTokens
    }

    private let sentence = "There is a small left pleural effusion."

    /// Sentences that fill the encoder about two and a half times.
    private var long: String { repeatElement(sentence, count: maximum / 3).joined(separator: " ") }

    private func embed(_ texts: [String], _ policy: LongTextPolicy) throws -> [ZeroShotModel.EmbeddedText] {
        try model.embed(texts, longTexts: policy, on: backend)
    }

    @Test(arguments: LongTextPolicy.allCases)
    func aTextThatFitsIsTheSameUnderEveryPolicy(_ policy: LongTextPolicy) throws {
        let text = try #require(try embed([sentence], policy).first)
        #expect(text.embedding == (try model.embed([sentence], on: backend)[0].embedding))
        #expect(!text.isTruncated && text.pieces == 1)
    }

    @Test func truncatingLeavesTheEndOut() throws {
        let text = try embed([long], .truncate)[0]
        #expect(text.isTruncated && text.pieces == 1)
        #expect(text.embedding == (try embed([long + " Fracture."], .truncate)[0].embedding))
    }

    /// The pieces are found by hand: as many whole sentences as fit, again and again.
    @Test func averagingReadsEverySentence() throws {
        let text = try embed([sentence, long], .average)[1]
        #expect(!text.isTruncated && text.pieces >= 2)
        var fitting = 1
        while model.truncatedTexts(in: [repeated(fitting + 1)]) == 0 { fitting += 1 }
        let count = maximum / 3
        #expect(text.pieces == (count + fitting - 1) / fitting)
        var pieces = [String](repeating: repeated(fitting), count: count / fitting)
        if count % fitting > 0 { pieces.append(repeated(count % fitting)) }
        let mean = Embedding(averaging: try model.embed(pieces, on: backend).map(\.embedding))
        #expect(zip(text.embedding.values, mean?.values ?? []).allSatisfy { abs($0 - $1) < 1e-5 })
    }

    private func repeated(_ count: Int) -> String {
        repeatElement(sentence, count: count).joined(separator: " ")
    }

    @Test func averagingCutsASentenceBetweenWords() throws {
        let words = repeatElement("effusion", count: 3 * maximum).joined(separator: " ")
        let text = try embed([words], .average)[0]
        #expect(!text.isTruncated && text.pieces >= 3)
    }

    /// A word of more tokens than the encoder reads cannot be cut.
    @Test func averagingSaysThatAWordIsTooLong() throws {
        let word = (0..<8 * maximum).map { $0 % 2 == 0 ? "." : "-" }.joined()
        let text = try embed([word + " effusion"], .average)[0]
        #expect(text.isTruncated)
    }

    @Test func theErrorNamesTheText() throws {
        let error = #expect(throws: ScoringError.self) { _ = try embed([sentence, long], .error) }
        #expect(error == .textTooLong(index: 1, maximumTokens: maximum))
    }
}
