import Evaluation
import Testing

@Suite struct MultiClassTests {
    /// Images of classes 0, 0, 1; the first and the last are found, the second's highest score is class 1.
    @Test func countsPerClass() throws {
        let result = try MultiClassAccuracy(scores: [[3, 1, 0], [1, 2, 5], [0, 0, 0]], truths: [0, 0, 1])
        #expect(agree(result.accuracy, 2.0 / 3))
        #expect(result.perClass == [0.5, 1, nil])
    }

    @Test func givesATieToTheFirstLabel() throws {
        let result = try MultiClassAccuracy(scores: [[1, 1], [1, 1]], truths: [0, 1])
        #expect(result.perClass == [1, 0])
    }

    @Test func refusesWhatDoesNotFit() {
        #expect(throws: EvaluationError.self) { try MultiClassAccuracy(scores: [[1], [2]], truths: [2]) }
        #expect(throws: EvaluationError.self) { try MultiClassAccuracy(scores: [[1], [2]], truths: [-1]) }
        #expect(throws: EvaluationError.self) {
            try MultiClassAccuracy(scores: [[1, 2], [2]], truths: [0, 0])
        }
        #expect(throws: EvaluationError.self) { try MultiClassAccuracy(scores: [[.nan]], truths: [0]) }
        #expect(throws: EvaluationError.nothingToEvaluate) { try MultiClassAccuracy(scores: [], truths: []) }
    }
}
