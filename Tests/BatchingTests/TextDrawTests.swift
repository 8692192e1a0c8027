import Batching
import Randomness
import Testing

@Suite struct TextDrawTests {
    private static let report = ["Heart normal.", "No effusion.", "Clear lungs.", "Old fracture."]

    @Test func joinsSentencesInTheOrderOfTheReport() {
        var random = RandomStream(seed: 1)
        var counts: [String: Int] = [:]
        for _ in 0..<6_000 {
            counts[TextDraw.sentences(2).text(of: Self.report, random: &random), default: 0] += 1
        }
        let pairs = (0..<4).flatMap { first in
            ((first + 1)..<4).map { "\(Self.report[first]) \(Self.report[$0])" }
        }
        #expect(Set(counts.keys) == Set(pairs))
        // Five standard deviations of a binomial with n = 6,000 and p = 1/6.
        #expect(counts.values.allSatisfy { abs($0 - 1_000) < 145 })
    }

    @Test(arguments: [TextDraw.sentences(4), .sentences(9), .whole])
    func takesAllWhereThereAreNoMore(_ draw: TextDraw) {
        var random = RandomStream(seed: 2)
        let text = draw.text(of: Self.report, random: &random)
        #expect(text == "Heart normal. No effusion. Clear lungs. Old fracture.")
    }

    @Test func countsNoBlankSentences() {
        var random = RandomStream(seed: 3)
        let texts = (0..<50).map { _ in TextDraw.sentences(1).text(of: ["", " \n", "One."], random: &random) }
        #expect(texts.allSatisfy { $0 == "One." })
        #expect(TextDraw.whole.text(of: [" "], random: &random).isEmpty)
        #expect(TextDraw.sentences(3).text(of: [], random: &random).isEmpty)
    }
}
