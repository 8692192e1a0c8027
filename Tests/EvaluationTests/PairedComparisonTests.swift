import Evaluation
import Randomness
import Testing

@Suite struct PairedComparisonTests {
    private static let truths = (0..<200).map { $0 % 2 }

    private static func model(shift: Double, seed: UInt64) throws -> [LabelScores] {
        var random = RandomStream(seed: seed)
        return [
            try label("Edema", truths.map { random.normal() + shift * Double($0) }, truths),
            try label("Mass", truths.map { random.normal() + shift * Double($0) }, truths),
        ]
    }

    /// Of 9 differences 2 are ≤ 0 and 7 ≥ 0: 2 · (1 + 2) / 10. Zeros count on both sides.
    @Test(
        arguments: [
            ([-1, -2, 1, 2, 3, 4, 5, 6, 7], 0.6), ([1, 2, 3, 4, 5, 6, 7, 8, 9], 0.2),
            ([0, 0, 0], 1), ([0, 1, 2], 1), ([], 1), ([-1, -1, -1, -1, -1, -1, -1], 0.25),
        ] as [([Double], Double)]
    )
    func countsTheResamplesOnTheOtherSide(differences: [Double], expected: Double) {
        #expect(Bootstrap.pValue(ofResampled: differences) == expected)
    }

    @Test func findsABetterModel() throws {
        let better = try Self.model(shift: 2, seed: 1)
        let worse = try Self.model(shift: 0.5, seed: 2)
        let comparison = try Bootstrap(resamples: 199).compare(better, with: worse)
        #expect(comparison.pValue == 0.01)
        #expect(comparison.difference.value == comparison.first - comparison.second)
        #expect(comparison.first == MacroAUROC(of: better).value)
        let interval = try #require(comparison.difference.interval)
        #expect(interval.lower > 0)
        let reverse = try Bootstrap(resamples: 199).compare(worse, with: better)
        #expect(reverse.pValue == comparison.pValue)
        #expect(reverse.difference.value == -comparison.difference.value)
    }

    @Test func findsNoDifferenceWithinOneModel() throws {
        let model = try Self.model(shift: 1, seed: 3)
        let comparison = try Bootstrap(resamples: 50).compare(model, with: model)
        #expect(comparison.pValue == 1)
        #expect(comparison.difference == Estimate(value: 0, interval: ConfidenceInterval(lower: 0, upper: 0)))
    }

    /// Models of the same quality: p is about uniform, so that few of 60 comparisons fall below 0.05 and about half
    /// below 0.5. Resampling the models apart instead of in pairs would leave most p near 1.
    @Test func doesNotFindDifferencesThatAreNotThere() throws {
        let values = try (0..<60).map { pair in
            let shared = try Self.model(shift: 1, seed: UInt64(100 + pair))
            let others = try [1, 2].map { turn in
                let noise = try Self.model(shift: 0, seed: UInt64(1_000 * turn + pair))
                return try LabelScores.ensemble([shared, noise])
            }
            return try Bootstrap(resamples: 200).compare(others[0], with: others[1]).pValue
        }
        #expect(values.count { $0 < 0.05 } <= 10)
        #expect((15...45).contains(values.count { $0 < 0.5 }))
    }

    @Test func averagesTheRunsOfAMethod() throws {
        let runs = try [1, 2, 3].map { try Self.model(shift: 1, seed: $0) }
        let others = try [4, 5].map { try Self.model(shift: 1, seed: $0) }
        let comparison = try Bootstrap(resamples: 20).compare(runs: runs, with: others)
        let means = [runs, others].map { SeedSummary($0.compactMap { MacroAUROC(of: $0).value })?.mean }
        #expect(agree(comparison.first, try #require(means[0])))
        #expect(agree(comparison.second, try #require(means[1])))
        #expect(comparison.resamples == 20)
    }

    @Test func refusesModelsOnDifferentImages() throws {
        let first = [try label("Edema", [1, 2], [0, 1])]
        let bootstrap = try Bootstrap(resamples: 10)
        #expect(throws: EvaluationError.differentTruths(label: "Edema")) {
            try bootstrap.compare(first, with: [label("Edema", [1, 2], [1, 1])])
        }
        #expect(throws: EvaluationError.differentLabels) {
            try bootstrap.compare(first, with: [label("Mass", [1, 2], [0, 1])])
        }
        #expect(throws: EvaluationError.missingClass(label: "Edema", positives: 2, negatives: 0)) {
            let alone = [try label("Edema", [1, 2], [1, 1])]
            return try bootstrap.compare(alone, with: alone)
        }
        #expect(throws: EvaluationError.nothingToEvaluate) { try bootstrap.compare(runs: [], with: [first]) }
    }
}
