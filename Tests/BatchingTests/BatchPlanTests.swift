import Batching
import Testing

@Suite struct BatchPlanTests {
    private func plan(_ count: Int, _ size: Int, dropsLast: Bool, seed: UInt64 = 1) throws -> BatchPlan {
        try BatchPlan(
            exampleCount: count,
            batchSize: size,
            order: .shuffled(seed: seed),
            dropsLast: dropsLast
        )
    }

    @Test(arguments: [
        (10, 4, false, [0..<4, 4..<8, 8..<10]),
        (10, 4, true, [0..<4, 4..<8]),
        (8, 4, false, [0..<4, 4..<8]),
        (8, 4, true, [0..<4, 4..<8]),
        (3, 5, false, [0..<3]),
    ])
    func cutsAnEpochIntoBatches(count: Int, size: Int, dropsLast: Bool, expected: [Range<Int>]) throws {
        let plan = try plan(count, size, dropsLast: dropsLast)
        let positions = (0..<plan.batchCount).map { plan.positions(ofBatch: $0) }
        #expect(positions == expected)
    }

    @Test func shufflesEveryEpochAnew() throws {
        let plan = try plan(50, 5, dropsLast: false)
        let epochs = (0..<4).map { plan.examples(ofEpoch: $0) }
        #expect(epochs.allSatisfy { $0.sorted() == Array(0..<50) })
        #expect(Set(epochs).count == 4)
        let again = plan.examples(ofEpoch: 2)
        #expect(again == epochs[2])
        let other = try self.plan(50, 5, dropsLast: false, seed: 2).examples(ofEpoch: 2)
        #expect(other != epochs[2])
    }

    @Test func keepsTheGivenOrderForEvaluation() throws {
        let plan = try BatchPlan(exampleCount: 5, batchSize: 2, order: .asGiven, dropsLast: false)
        #expect(plan.examples(ofEpoch: 0) == [0, 1, 2, 3, 4])
        #expect(plan.examples(ofEpoch: 7) == [0, 1, 2, 3, 4])
    }

    @Test func refusesPlansWithoutABatch() {
        #expect(throws: BatchingError.noExamples) { try plan(0, 4, dropsLast: false) }
        #expect(throws: BatchingError.invalidBatchSize(0)) { try plan(4, 0, dropsLast: false) }
        #expect(throws: BatchingError.batchLargerThanEpoch(batchSize: 5, exampleCount: 4)) {
            try plan(4, 5, dropsLast: true)
        }
    }
}
