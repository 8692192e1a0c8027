import Checkpoints
import Foundation
import Testing
import ZeroShot

@Suite struct DescriptorScoringTests {
    private struct Expected: Sendable {
        let temperature: Double
        let positive: [Float]
        let negative: [Float]
        let softmax: [Double]
        let means: (positive: Double, negative: Double)
        let isPresent: Bool
    }

    /// Printed by `Scripts/descriptor_scores.py`.
    private static let expected = [
        Expected(
            temperature: 0.5,
            positive: [0.30, 0.10, 0.25],
            negative: [0.20, 0.15, -0.05],
            softmax: [0.5498340017384191, 0.4750208102914645, 0.6456563065667106],
            means: (0.552478279941693, 0.4375017839923519),
            isPresent: true
        ),
        Expected(
            temperature: 0.5,
            positive: [0.10, 0.20],
            negative: [0.40, 0.15],
            softmax: [0.354343691728714, 0.5249791859925429],
            means: (0.4313039100742454, 0.5538051869783055),
            isPresent: false
        ),
        Expected(
            temperature: 0.07,
            positive: [0.31],
            negative: [0.29],
            softmax: [0.57094663442927],
            means: (0.57094663442927, 0.42905336557073004),
            isPresent: true
        ),
        Expected(
            temperature: 2,
            positive: [1, -1, 0.5, 0],
            negative: [-1, 1, 0.5, 0.25],
            softmax: [0.731058578630005, 0.26894142136999516, 0.5, 0.46879062662624377],
            means: (0.4633292299775021, 0.4780368785309234),
            isPresent: false
        ),
        Expected(
            temperature: 0.01,
            positive: [1, 1],
            negative: [-1, 0.9],
            softmax: [1, 0.9999546022395296],
            means: (0.9999773008621393, 0),
            isPresent: true
        ),
    ]

    @Test(arguments: expected.indices)
    func scoresAreTheReferences(index: Int) {
        let expected = Self.expected[index]
        let cosines = zip(expected.positive, expected.negative).enumerated().map {
            (descriptor: "d\($0.offset)", positive: $0.element.0, negative: $0.element.1)
        }
        let evidence = DescriptorEvidence(of: cosines, temperature: expected.temperature)
        for (score, softmax) in zip(evidence.descriptors, expected.softmax) {
            #expect(abs(Double(score.softmax) - softmax) < 1e-7)
        }
        #expect(evidence.descriptors.map(\.descriptor) == cosines.map(\.descriptor))
        #expect(evidence.descriptors.map(\.positiveSimilarity) == expected.positive)
        #expect(abs(Double(evidence.positive) - expected.means.positive) < 1e-7)
        #expect(abs(Double(evidence.negative) - expected.means.negative) < 1e-7)
        #expect(evidence.isPresent == expected.isPresent)
    }

    @Test(arguments: [1.0, -1.0] as [Float])
    func theEndsOfTheRangeGiveNumbersAndTheRightSide(side: Float) {
        let cosines = [(descriptor: "d", positive: side, negative: -side)]
        let evidence = DescriptorEvidence(of: cosines, temperature: 0.01)
        #expect(evidence.positive == (side > 0 ? 1 : 0))
        #expect(evidence.negative == (side > 0 ? 0 : 1))
        #expect(evidence.isPresent == (side > 0))
    }

    @Test func equalHalvesAreNotPresent() {
        let cosines = [(descriptor: "a", positive: Float(0.5), negative: Float(0.25)), ("b", 0.25, 0.5)]
        let evidence = DescriptorEvidence(of: cosines, temperature: 0.5)
        #expect(evidence.positive == evidence.negative && !evidence.isPresent)
    }

    private let image = Embedding(unitLength: [0.6, 0.8])
    private let prompts: [String: Embedding] = [
        "a": Embedding(unitLength: [1, 0]), "no a": Embedding(unitLength: [0, 1]),
        "b": Embedding(unitLength: [0, 1]), "no b": Embedding(unitLength: [-1, 0]),
        "c": Embedding(unitLength: [-1, 0]), "no c": Embedding(unitLength: [1, 0]),
    ]

    private func labelSet() throws -> LabelSet {
        try LabelSet(
            parsing: Data(
                """
                {"descriptors": {"positive": "{descriptor}", "negative": "no {descriptor}"},
                 "labels": [{"name": "Unremarkable", "noFinding": true}, {"name": "X", "descriptors": ["a", "b"]},
                            {"name": "Y", "descriptors": ["c"]}]}
                """.utf8
            )
        )
    }

    @Test func aLabelsScoreIsTheGeometricMeanAndItsDescriptorsExplainIt() throws {
        let scores = try ZeroShotClassifier(labelSet()) { prompts[$0] }.scores(of: image)
        let evidence = try #require(scores[1].evidence)
        // a: 1 / (1 + e^((0.8 − 0.6) / 0.5)) = 0.401312; b: 1 / (1 + e^((−0.6 − 0.8) / 0.5)) = 0.942676.
        #expect(abs(evidence.descriptors[0].softmax - 0.401312) < 1e-6)
        #expect(abs(evidence.descriptors[1].softmax - 0.942676) < 1e-6)
        // √(0.401312 · 0.942676) = 0.615067 and √(0.598688 · 0.057324) = 0.185255.
        #expect(abs(scores[1].softmax - 0.615067) < 1e-6 && scores[1].softmax == evidence.positive)
        #expect(abs(evidence.negative - 0.185255) < 1e-6 && evidence.isPresent)
        #expect(scores[1].positiveSimilarity == nil && scores[1].negativeSimilarity == nil)
        // c: 1 / (1 + e^(1.2 / 0.5)) = 0.083173; the marked label is 1 − 0.615067.
        #expect(abs(scores[2].softmax - 0.083173) < 1e-6 && scores[2].evidence?.isPresent == false)
        #expect(abs(scores[0].softmax - 0.384933) < 1e-6 && scores[0].evidence == nil)
    }

    @Test func noCalibrationIsUsedForDescriptors() throws {
        let point = ModelCalibration.OperatingPoint(
            softmax: 0.5,
            criterion: .youden,
            sensitivity: 0.9,
            specificity: 0.6
        )
        let label = ModelCalibration.Label(
            label: "Y",
            positivePrompts: ["c"],
            negativePrompts: ["no c"],
            slope: 5,
            intercept: 0,
            positives: 1,
            negatives: 1,
            operatingPoint: point
        )
        let calibration = ModelCalibration(data: "A film.", labels: [label])
        let scores = try ZeroShotClassifier(labelSet(), calibration: calibration) { prompts[$0] }
            .scores(of: image)
        #expect(scores.allSatisfy { $0.calibrated == nil })
    }

    @Test func aDescriptorWithoutAnEmbeddingIsAnError() throws {
        #expect(throws: ScoringError.degeneratePrompts(label: "Y")) {
            try ZeroShotClassifier(labelSet()) { $0 == "no c" ? nil : prompts[$0] }
        }
    }
}
