import Checkpoints
import Foundation
import Testing
import ZeroShot

@Suite struct CalibratedScoringTests {
    private let image = Embedding(unitLength: [0.6, 0.8])
    private let prompts: [String: Embedding] = [
        "Edema": Embedding(unitLength: [1, 0]), "no Edema": Embedding(unitLength: [0, 1]),
        "Mass": Embedding(unitLength: [0, 1]), "no Mass": Embedding(unitLength: [-1, 0]),
        "a mass": Embedding(unitLength: [0, 1]),
    ]

    private func calibration(
        _ positive: [String],
        _ negative: [String],
        point: Double = 0.5
    ) -> ModelCalibration {
        let point = ModelCalibration.OperatingPoint(
            softmax: point,
            criterion: .youden,
            sensitivity: 0.9,
            specificity: 0.6
        )
        let label = ModelCalibration.Label(
            label: "fitted",
            positivePrompts: positive,
            negativePrompts: negative,
            slope: 5,
            intercept: 0.4,
            positives: 20,
            negatives: 80,
            operatingPoint: point
        )
        return ModelCalibration(data: "A hundred films.", labels: [label])
    }

    private func scores(_ labels: [String], _ calibration: ModelCalibration?) throws -> [LabelScore] {
        try ZeroShotClassifier(LabelSet.adHoc(labels: labels), calibration: calibration) { prompts[$0] }
            .scores(of: image)
    }

    @Test func theProbabilityIsTheLogisticCurveOfTheCosines() throws {
        let score = try #require(try scores(["Edema"], calibration(["Edema"], ["no Edema"])).first)
        let calibrated = try #require(score.calibrated)
        // 5 · (0.6 − 0.8) + 0.4 = −0.6, and 1 / (1 + e^0.6) = 0.3543437.
        #expect(abs(calibrated.probability - 0.354_343_7) < 1e-6)
        // The softmax is 0.450166, as without a calibration.
        #expect(abs(score.softmax - 0.450166) < 1e-5 && !calibrated.isAboveOperatingPoint)
        #expect(calibrated.calibration.positives == 20 && calibrated.calibration.negatives == 80)
    }

    @Test(arguments: [(0.80, true), (0.81, false), (0, true), (1, false)])
    func saysOnWhichSideOfTheOperatingPointTheSoftmaxLies(point: Double, isAbove: Bool) throws {
        // The softmax is 0.802184.
        let score = try scores(["Mass"], calibration(["Mass"], ["no Mass"], point: point)).first
        #expect(score?.calibrated?.isAboveOperatingPoint == isAbove)
    }

    @Test func onlyTheLabelWithTheFittedPromptsIsCalibrated() throws {
        let scores = try scores(["No Finding", "Edema", "Mass"], calibration(["Mass"], ["no Mass"]))
        #expect(scores.map { $0.calibrated != nil } == [false, false, true])
    }

    @Test func promptsAreTrimmedBeforeTheyAreCompared() throws {
        let scores = try scores([" Mass\n"], calibration(["  Mass "], ["\tno Mass"]))
        #expect(scores.first?.calibrated != nil)
    }

    @Test(arguments: [
        (["mass"], ["no Mass"]), (["Mass", "a mass"], ["no Mass"]), (["Mass"], ["no Mass", "Edema"]),
        (["no Mass"], ["Mass"]), (["Mass", "Mass"], ["no Mass"]), (["Mass."], ["no Mass"]),
    ])
    func otherPromptsAreNotCalibrated(positive: [String], negative: [String]) throws {
        let score = try #require(try scores(["Mass"], calibration(positive, negative)).first)
        #expect(score.calibrated == nil && abs(score.softmax - 0.802184) < 1e-5)
    }

    @Test func severalPromptsMayComeInAnyOrder() throws {
        let json = #"{"labels":[{"name":"Lump","positive":["a mass","Mass"],"negative":["no Mass"]}]}"#
        let labelSet = try LabelSet(parsing: Data(json.utf8))
        let classifier = try ZeroShotClassifier(
            labelSet,
            calibration: calibration(["Mass", "a mass"], ["no Mass"])
        ) { prompts[$0] }
        #expect(classifier.scores(of: image).first?.calibrated != nil)
    }

    @Test func withoutACalibrationNothingIsCalibrated() throws {
        #expect(try scores(["Edema", "Mass"], nil).allSatisfy { $0.calibrated == nil })
    }
}
