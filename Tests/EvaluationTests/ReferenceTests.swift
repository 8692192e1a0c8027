import Evaluation
import Testing

/// Agreement with scikit-learn, scipy and numpy.
@Suite struct ReferenceTests {
    @Test(arguments: Expected.all.cases)
    func ranksLikeScikitLearn(_ expected: Expected.Case) throws {
        let cases = try expected.cases()
        #expect(agree(cases.areaUnderROC, expected.auroc))
        #expect(agree(cases.averagePrecision, expected.averagePrecision))
        let curve = cases.rocCurve
        #expect(curve.count == expected.falsePositiveRates.count)
        for (point, rates) in zip(curve, zip(expected.falsePositiveRates, expected.truePositiveRates)) {
            #expect(agree(point.falsePositiveRate, rates.0) && agree(point.truePositiveRate, rates.1))
        }
    }

    @Test(arguments: Expected.all.cases)
    func decidesLikeScikitLearn(_ expected: Expected.Case) throws {
        let matrix = try expected.cases().confusion(at: expected.threshold)
        #expect(agree(matrix.f1, expected.f1))
        #expect(agree(matrix.mcc, expected.mcc))
        #expect(agree(matrix.accuracy, expected.accuracy))
        #expect(agree(matrix.sensitivity, expected.sensitivity))
        #expect(agree(matrix.specificity, expected.specificity))
        #expect(agree(matrix.youden, expected.sensitivity + expected.specificity - 1))
    }

    @Test(arguments: Expected.all.cases, ThresholdCriterion.allCases)
    func findsTheBestCut(_ expected: Expected.Case, criterion: ThresholdCriterion) throws {
        let cases = try expected.cases()
        let choice = try #require(cases.bestThreshold(for: criterion))
        let best = try #require(expected.best[criterion.rawValue])
        #expect(agree(choice.value, best.value))
        #expect(choice.confusion.truePositives + choice.confusion.falsePositives == best.called)
        #expect(cases.confusion(at: choice.threshold) == choice.confusion)
    }

    @Test(arguments: Expected.all.cases)
    func measuresCalibrationLikeScikitLearn(_ expected: Expected.Case) throws {
        let cases = try expected.cases()
        #expect(agree(try cases.brierScore(), expected.brier))
        for (bins, error) in expected.calibrationErrors {
            #expect(
                agree(try cases.expectedCalibrationError(bins: #require(Int(bins))), error),
                "\(bins) bins"
            )
        }
    }

    @Test(arguments: Expected.all.cases)
    func fitsPlattScalingLikeScipy(_ expected: Expected.Case) throws {
        let scaling = try PlattScaling(fitting: expected.cases())
        let size = max(1, abs(expected.platt[0]))
        #expect(agree(scaling.slope / size, expected.platt[0] / size))
        #expect(agree(scaling.intercept / size, expected.platt[1] / size))
    }

    @Test func interpolatesPercentilesLikeNumpy() {
        let sorted = Expected.all.percentiles.values.sorted()
        for (share, expected) in zip([0, 0.025, 0.5, 0.975, 1], Expected.all.percentiles.expected) {
            #expect(agree(ConfidenceInterval.percentile(share, of: sorted), expected))
        }
    }

    @Test func countsTheHighestScoreLikeScikitLearn() throws {
        let expected = Expected.all.multiClass
        let result = try MultiClassAccuracy(scores: expected.scores, truths: expected.truths)
        #expect(agree(result.accuracy, expected.accuracy))
        #expect(result.perClass.count == expected.perClass.count)
        for (share, other) in zip(result.perClass, expected.perClass) { #expect(agree(share, other)) }
    }
}
