import Evaluation
import Testing

/// Figures worked out by hand, and what has no figure.
@Suite struct MetricTests {
    private static func cases(_ scores: [Double], _ truths: [Int]) throws -> ScoredCases {
        try ScoredCases(label: "Edema", scores: scores, truths: truths.map { $0 == 1 })
    }

    /// Three pairs right, one tied, of four: 3.5 / 4.
    @Test func countsATieAsOneHalf() throws {
        let area = try Self.cases([1, 2, 2, 3], [0, 0, 1, 1]).areaUnderROC
        #expect(area == 0.875)
    }

    @Test(arguments: [[0, 0, 0], [1, 1, 1]])
    func hasNoAreaWithoutBothClasses(truths: [Int]) throws {
        let cases = try Self.cases([1, 2, 3], truths)
        #expect(cases.areaUnderROC == nil)
        #expect(cases.rocCurve.isEmpty)
        #expect(cases.bestThreshold(for: .f1) == nil)
        #expect(throws: EvaluationError.self) { try PlattScaling(fitting: cases) }
    }

    @Test func isDefinedWithoutAnyImage() throws {
        let cases = try Self.cases([], [])
        #expect(cases.areaUnderROC == nil && cases.averagePrecision == nil)
        #expect(try cases.brierScore() == nil)
        #expect(try cases.expectedCalibrationError() == nil)
        #expect(cases.confusion(at: 0).accuracy == nil)
        #expect(cases.confusion(at: 0).f1 == 0)
    }

    @Test func putsTheThresholdHalfWay() throws {
        let choice = try Self.cases([0.1, 0.2, 0.6, 0.9], [0, 0, 1, 1]).bestThreshold(for: .mcc)
        #expect(choice?.threshold == 0.4)
        #expect(choice?.value == 1)
    }

    /// Cuts above 0 and above 2 both have a Youden index of 1/2; the lower one misses nothing.
    @Test func prefersTheLowestOfEqualThresholds() throws {
        let choice = try Self.cases([0, 1, 2, 3], [0, 1, 0, 1]).bestThreshold(for: .youden)
        #expect(choice?.threshold == 0.5)
        #expect(choice?.value == 0.5)
    }

    /// 1/3 as 2/3 − 1/3 and as 1/3 − 0: equal, though their roundings in binary differ.
    @Test func seesEqualYoudenIndicesAsEqual() throws {
        let choice = try Self.cases([0, 1, 2, 3, 4, 5], [0, 0, 1, 1, 0, 1]).bestThreshold(for: .youden)
        #expect(choice?.value == 2.0 / 3)
        let tied = try Self.cases([0, 1, 2, 3, 4, 5], [1, 0, 0, 1, 0, 1]).bestThreshold(for: .youden)
        #expect(tied?.value == 1.0 / 3)
        #expect(tied?.threshold == 2.5)
    }

    /// Present only at the lowest score: everything above it would be a false alarm, so all or none is called.
    @Test func triesTheEndsToo() throws {
        let all = try Self.cases([1, 2], [1, 0]).bestThreshold(for: .f1)
        #expect(all?.threshold == 1)
        #expect(all?.confusion.truePositives == 1 && all?.confusion.falsePositives == 1)
        // One right of four: none called gives 0, all called gives an MCC of 0, so the lowest end stands.
        let none = try Self.cases([1, 2, 3, 4], [1, 0, 0, 0]).bestThreshold(for: .mcc)
        #expect(none?.value == 0)
        #expect(none?.threshold == 1)
    }

    @Test func separatesNeighbouringNumbers() throws {
        let low = 0.5
        let choice = try Self.cases([low, low.nextUp], [0, 1]).bestThreshold(for: .f1)
        #expect(choice?.threshold == low.nextUp)
        #expect(choice?.confusion.falsePositives == 0)
    }

    @Test func survivesScoresAtTheEndsOfTheRange() throws {
        let largest = Double.greatestFiniteMagnitude
        let choice = try Self.cases([-largest, largest], [0, 1]).bestThreshold(for: .f1)
        #expect(choice?.threshold == 0)
    }

    /// 0.3 lies in (0.2, 0.3], 1 in the last bin, 0 in the first.
    @Test func putsAnEdgeIntoTheBinBelow() throws {
        let bins = try Self.cases([0, 0.3, 1], [0, 1, 1]).reliability(bins: 10)
        #expect(bins.map(\.count) == [1, 0, 1, 0, 0, 0, 0, 0, 0, 1])
        #expect(bins[1].meanProbability == nil && bins[1].positiveShare == nil)
        #expect(bins[2].positiveShare == 1)
    }

    @Test func refusesScoresThatAreNoProbabilities() throws {
        let cases = try Self.cases([0.5, 1.5], [0, 1])
        #expect(throws: EvaluationError.probabilityOutOfRange(label: "Edema", image: 1)) {
            try cases.brierScore()
        }
        #expect(throws: EvaluationError.probabilityOutOfRange(label: "Edema", image: 1)) {
            try cases.expectedCalibrationError()
        }
    }

    @Test(arguments: [0, -1, 1_001])
    func refusesBinsOutOfRange(bins: Int) throws {
        let cases = try Self.cases([0.5], [0])
        #expect(throws: EvaluationError.self) { try cases.reliability(bins: bins) }
    }

    @Test func refusesToFitScoresThatDoNotDiffer() throws {
        let cases = try Self.cases([0.5, 0.5], [0, 1])
        #expect(throws: EvaluationError.constantScores(label: "Edema")) { try PlattScaling(fitting: cases) }
    }

    /// The curve keeps its logits when the scores move: cosines far from 0 fit as well as those around it.
    @Test(arguments: [1.0, 1e-6, 1e6], [0.0, 1_000.0])
    func fitsAnyRangeOfScores(scale: Double, shift: Double) throws {
        let scores = [-1, -0.5, 0.25, 0.5, 1.0]
        let truths = [0, 1, 0, 1, 1]
        let plain = try PlattScaling(fitting: Self.cases(scores, truths))
        let moved = try PlattScaling(fitting: Self.cases(scores.map { scale * ($0 + shift) }, truths))
        for score in scores {
            #expect(
                agree(
                    moved.probability(of: scale * (score + shift)),
                    plain.probability(of: score),
                    within: 1e-6
                )
            )
        }
    }

    @Test func summarisesSeedsWithNMinusOne() throws {
        let summary = try #require(SeedSummary([1, 2, 4]))
        #expect(agree(summary.mean, 7.0 / 3))
        #expect(agree(summary.deviation, (7.0 / 3).squareRoot()))
        #expect(SeedSummary([1])?.deviation == nil)
        #expect(SeedSummary([]) == nil)
    }
}
