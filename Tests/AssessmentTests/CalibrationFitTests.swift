import Assessment
import Checkpoints
import Evaluation
import Foundation
import Testing

/// Five images with the finding and five without, whose margins are given.
private func label(
    _ name: String,
    positive: Double = 0.1,
    negative: Double = -0.1,
    hasMargins: Bool = true,
    without: Int = 5
) throws -> LabelAssessment {
    let margins = [Double](repeating: positive, count: 5) + [Double](repeating: negative, count: without)
    let truths: [Bool?] = margins.indices.map { $0 < 5 }
    return LabelAssessment(
        scored: try LabelScores(
            name: name,
            // An image that nobody assessed must not count.
            scores: margins.map { 1 / (1 + exp(-$0)) } + [0.9],
            truths: truths + [nil]
        ),
        prompts: hasMargins ? PromptPair(positive: [name], negative: ["no \(name)"]) : nil,
        margins: hasMargins ? margins + [5] : nil
    )
}

private func assessment(_ labels: [LabelAssessment]) -> ZeroShotAssessment {
    ZeroShotAssessment(labels: labels, images: (0..<(labels.first?.scores.count ?? 0)).map { "\($0).png" })
}

@Suite struct CalibrationFitTests {
    /// With n images at +d and n at −d the smoothed truth is (n + 1)/(n + 2) at +d, so that slope · d is
    /// ln(n + 1), and by symmetry the intercept is 0.
    @Test func theCurveIsPlattsOnTheDifferenceOfTheCosines() throws {
        let calibration = try #require(
            assessment([try label("Edema")]).calibration(data: "Ten images.", criterion: .youden)
        )
        let fitted = try #require(calibration.labels.first)
        #expect(abs(fitted.slope - log(6) / 0.1) < 1e-6 && abs(fitted.intercept) < 1e-9)
        #expect(fitted.positives == 5 && fitted.negatives == 5 && fitted.label == "Edema")
        #expect(fitted.positivePrompts == ["Edema"] && fitted.negativePrompts == ["no Edema"])
        #expect(calibration.data == "Ten images." && calibration.method == .platt)
    }

    @Test(arguments: [ModelCalibration.Criterion.youden, .f1, .mcc])
    func theOperatingPointLiesOnTheSoftmaxBetweenTheClasses(criterion: ModelCalibration.Criterion) throws {
        let calibration = assessment([try label("Edema")]).calibration(data: "Ten.", criterion: criterion)
        let point = try #require(calibration?.labels.first?.operatingPoint)
        #expect(abs(point.softmax - 0.5) < 1e-9 && point.criterion == criterion)
        #expect(point.sensitivity == 1 && point.specificity == 1)
    }

    @Test func namesTheLabelsThatCannotBeCalibrated() throws {
        let fit = assessment([
            try label("Few", without: 4), try label("Falling", positive: -0.1, negative: 0.1),
            try label("No Finding", hasMargins: false),
        ])
        .calibrationFit(data: "Ten images.", criterion: .youden)
        #expect(fit.calibration == nil)
        #expect(fit.leftOut.map(\.label) == ["Few", "Falling", "No Finding"])
        #expect(fit.leftOut[0].reason.contains("5 images with the finding and 4 without"))
        #expect(fit.leftOut[1].reason.contains("does not rise"))
        #expect(fit.leftOut[2].reason.contains("not a softmax of two cosines"))
    }

    @Test func calibratesNoTwoLabelsWithTheSamePrompts() throws {
        let first = try label("Edema")
        let second = LabelAssessment(
            scored: try LabelScores(name: "Oedema", scores: first.scores, truths: first.truths),
            prompts: first.prompts,
            margins: first.margins
        )
        let fit = assessment([first, second]).calibrationFit(data: "Ten images.", criterion: .youden)
        #expect(fit.calibration?.labels.map(\.label) == ["Edema"])
        #expect(fit.leftOut.map(\.label) == ["Oedema"])
    }
}

@Suite struct EnsembleAssessmentTests {
    @Test func aScoreIsTheMeanOfTheMembersScores() throws {
        let first = try label("Edema", positive: 0.2, negative: -0.2)
        let second = try label("Edema", positive: 0.1, negative: 0.1)
        let mean = try ZeroShotAssessment(averaging: [assessment([first]), assessment([second])])
        let expected = zip(first.scores, second.scores).map { ($0 + $1) / 2 }
        #expect(mean.labels[0].scores == expected && mean.labels[0].truths == first.truths)
        #expect(mean.labels[0].margins == nil)
    }

    @Test func refusesMembersOfOtherImagesOrLabels() throws {
        let one = assessment([try label("Edema")])
        let otherImages = ZeroShotAssessment(labels: one.labels, images: one.images.reversed())
        #expect(throws: AssessmentError.differentImages) {
            try ZeroShotAssessment(averaging: [one, otherImages])
        }
        let otherLabels = assessment([try label("Pneumonia")])
        #expect(throws: AssessmentError.evaluation(.differentLabels)) {
            try ZeroShotAssessment(averaging: [one, otherLabels])
        }
        #expect(throws: AssessmentError.noImages) { try ZeroShotAssessment(averaging: []) }
    }
}
