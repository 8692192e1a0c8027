import Evaluation
import Testing

@Suite struct RetrievalTests {
    @Test func takesEqualTextsAsOne() {
        let gallery = TextGallery(["Clear lungs.", "Effusion.", "Clear lungs.", "Edema."])
        #expect(gallery.texts == ["Clear lungs.", "Effusion.", "Edema."])
        #expect(gallery.textOfImage == [0, 1, 0, 2])
    }

    /// Image 0 finds its text first. Image 1 prefers a wrong one. Image 2, of the same text as image 0, finds it.
    /// Text 0's best image is image 2 (0.8), before image 1 (0.7); text 1's image 1 (0.4) comes after image 0 (0.5).
    @Test func countsByHand() throws {
        let similarities: [Float] = [0.6, 0.5, 0.7, 0.4, 0.8, 0.1]
        let retrieval = try Retrieval(similarities: similarities, textOfImage: [0, 1, 0])
        #expect(agree(retrieval.imageToText.at1, 2.0 / 3))
        #expect(retrieval.imageToText.at5 == 1 && retrieval.imageToText.at10 == 1)
        #expect(retrieval.textToImage.at1 == 0.5)
        #expect(retrieval.textToImage.at5 == 1)
        #expect(agree(retrieval.textToImage.sum, 250))
        #expect(agree(retrieval.sum, 250 + 800.0 / 3))
    }

    /// Image i is most like text i + shift, then i + shift − 1, …: its own text has rank `shift`.
    @Test(arguments: [
        (0, 1.0, 1.0, 1.0), (1, 0, 1, 1), (4, 0, 1, 1), (5, 0, 0, 1), (9, 0, 0, 1), (10, 0, 0, 0),
    ])
    func looksAtTheFirstOneFiveAndTen(shift: Int, at1: Double, at5: Double, at10: Double) throws {
        let count = 20
        let similarities = (0..<count).flatMap { image in
            (0..<count).map { text in -Float((image + shift - text + count) % count) }
        }
        let retrieval = try Retrieval(similarities: similarities, textOfImage: Array(0..<count))
        for recall in [retrieval.imageToText, retrieval.textToImage] {
            #expect([recall.at1, recall.at5, recall.at10] == [at1, at5, at10])
        }
    }

    @Test func givesNothingForTellingNothingApart() throws {
        let similarities = [Float](repeating: 0.5, count: 400)
        #expect(try Retrieval(similarities: similarities, textOfImage: Array(0..<20)).sum == 0)
    }

    @Test func refusesWhatDoesNotFit() {
        #expect(throws: EvaluationError.self) {
            try Retrieval(similarities: [1, 2, 3], textOfImage: [0, 1])
        }
        #expect(throws: EvaluationError.self) {
            try Retrieval(similarities: [1, 2, 3, 4], textOfImage: [0, 2])
        }
        #expect(throws: EvaluationError.self) {
            try Retrieval(similarities: [1, 2, 3, 4], textOfImage: [0, 0])
        }
        #expect(throws: EvaluationError.self) {
            try Retrieval(similarities: [1, 2, .nan, 4], textOfImage: [0, 1])
        }
        #expect(throws: EvaluationError.self) { try Retrieval(similarities: [1], textOfImage: [0, 1]) }
        #expect(throws: EvaluationError.nothingToEvaluate) {
            try Retrieval(similarities: [], textOfImage: [])
        }
    }
}
