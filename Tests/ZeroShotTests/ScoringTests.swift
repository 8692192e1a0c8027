import Testing
import ZeroShot

@Suite struct ScoringTests {
    private let image = Embedding(unitLength: [0.6, 0.8])
    private let prompts: [String: Embedding] = [
        "Edema": Embedding(unitLength: [1, 0]), "no Edema": Embedding(unitLength: [0, 1]),
        "Mass": Embedding(unitLength: [0, 1]), "no Mass": Embedding(unitLength: [-1, 0]),
    ]

    @Test func scoresAreTheSoftmaxOfRawCosines() throws {
        let classifier = try ZeroShotClassifier(LabelSet.adHoc(labels: ["Edema", "Mass"])) { prompts[$0] }
        let scores = classifier.scores(of: image)
        // By hand: 1 / (1 + e^(0.8 - 0.6)) and 1 / (1 + e^(-0.6 - 0.8)).
        #expect(abs(scores[0].softmax - 0.450166) < 1e-5)
        #expect(abs(scores[1].softmax - 0.802184) < 1e-5)
        #expect(scores[0].positiveSimilarity == 0.6 && scores[0].negativeSimilarity == 0.8)
    }

    @Test func noFindingIsOneMinusTheHighestOfTheOthersWhereverItStands() throws {
        for labels in [["No Finding", "Edema", "Mass"], ["Edema", "Mass", "No Finding"]] {
            let classifier = try ZeroShotClassifier(LabelSet.adHoc(labels: labels)) { prompts[$0] }
            let score = try #require(classifier.scores(of: image).first { $0.label == "No Finding" })
            #expect(abs(score.softmax - (1 - 0.802184)) < 1e-5)
            #expect(score.positiveSimilarity == nil && score.negativeSimilarity == nil)
        }
    }

    @Test func severalPromptsAreAveragedAndBroughtToUnitLength() throws {
        let mean = try #require(
            Embedding(averaging: [Embedding(unitLength: [1, 0]), Embedding(unitLength: [0, 1])])
        )
        // (1, 1) / √2
        #expect(abs(mean.values[0] - 0.707107) < 1e-6 && abs(mean.values[1] - 0.707107) < 1e-6)
    }

    @Test func promptsThatCancelEachOtherAreAnError() {
        #expect(Embedding(averaging: []) == nil)
        #expect(
            Embedding(averaging: [Embedding(unitLength: [1, 0]), Embedding(unitLength: [-1, 0])]) == nil
        )
        #expect(throws: ScoringError.degeneratePrompts(label: "Edema")) {
            try ZeroShotClassifier(LabelSet.adHoc(labels: ["Edema"])) { _ in nil }
        }
    }

    @Test func sentenceSimilarityIsTheMeanOverTheSentences() throws {
        let similarity = try ReportSimilarity(
            image: image,
            report: Embedding(unitLength: [1, 0]),
            sentences: [("One.", Embedding(unitLength: [0, 1])), ("Two.", Embedding(unitLength: [1, 0]))]
        )
        #expect(similarity.report == 0.6)
        #expect(abs(similarity.sentenceMean - 0.7) < 1e-6)
        #expect(similarity.sentences.map(\.text) == ["One.", "Two."])
    }

    @Test func aReportWithoutSentencesIsAnError() {
        #expect(throws: ScoringError.emptyReport) {
            try ReportSimilarity(image: image, report: image, sentences: [])
        }
    }
}
