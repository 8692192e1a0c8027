import Checkpoints
import Foundation
import TestFiles
import Testing
import WeightFiles

/// Calibrations as they stand in `model.json`.
@Suite struct ModelCalibrationTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    /// An entry that can be used, with some fields replaced by JSON or, where nil, left out.
    private static func entry(_ changes: [String: String?] = [:]) -> String {
        var fields: [String: String] = [
            "label": #""Edema""#, "positivePrompts": #"["Edema"]"#, "negativePrompts": #"["no Edema"]"#,
            "slope": "12.5", "intercept": "-2", "positives": "30", "negatives": "200",
            "operatingPoint": #"{"softmax":0.51,"criterion":"f1","sensitivity":0.8,"specificity":0.7}"#,
        ]
        for (name, value) in changes { fields[name] = value }
        return "{\(fields.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ","))}"
    }

    private static func calibration(
        data: String = #""Two hundred and thirty films.""#,
        method: String = #""platt""#,
        _ entries: [String]
    ) -> String {
        #"{"data":\#(data),"method":\#(method),"labels":[\#(entries.joined(separator: ","))]}"#
    }

    private func read(_ calibration: String?) throws -> ModelDescription {
        let json = try SampleDescription.json(setting: "calibration", to: calibration)
        return try ModelDescription.read(path: try folder.write(json, as: ModelDescription.fileName))
    }

    @Test func readsEveryField() throws {
        let calibration = try #require(try read(Self.calibration([Self.entry()])).calibration)
        #expect(calibration.method == .platt && calibration.data == "Two hundred and thirty films.")
        let label = try #require(calibration.labels.first)
        #expect(label.label == "Edema" && label.slope == 12.5 && label.intercept == -2)
        #expect(label.positivePrompts == ["Edema"] && label.negativePrompts == ["no Edema"])
        #expect(label.positives == 30 && label.negatives == 200)
        #expect(
            label.operatingPoint
                == ModelCalibration.OperatingPoint(
                    softmax: 0.51,
                    criterion: .f1,
                    sensitivity: 0.8,
                    specificity: 0.7
                )
        )
    }

    @Test(arguments: [nil, "null"])
    func aModelNeedsNone(calibration: String?) throws {
        #expect(try read(calibration).calibration == nil)
    }

    @Test func theProbabilityIsPlattsLogisticCurveOfTheDifference() throws {
        let label = try #require(try read(Self.calibration([Self.entry()])).calibration?.labels.first)
        // 12.5 · (0.3 − 0.1) − 2 = 0.5, and 1 / (1 + e^(−0.5)) = 0.6224593.
        let probability = label.probability(positiveSimilarity: 0.3, negativeSimilarity: 0.1)
        #expect(abs(probability - 0.622_459_3) < 1e-6)
        // 12.5 · 0 − 2 = −2, and 1 / (1 + e²) = 0.1192029.
        #expect(abs(label.probability(positiveSimilarity: 0.4, negativeSimilarity: 0.4) - 0.119_202_9) < 1e-6)
    }

    @Test func farAwayScoresStayProbabilities() throws {
        let entry = Self.entry(["slope": "1e308", "intercept": "-1e308"])
        let label = try #require(try read(Self.calibration([entry])).calibration?.labels.first)
        #expect(label.probability(positiveSimilarity: 1, negativeSimilarity: -1) == 1)
        #expect(label.probability(positiveSimilarity: -1, negativeSimilarity: 1) == 0)
    }

    @Test func aScoreOnTheOperatingPointHasReachedIt() {
        let point = ModelCalibration.OperatingPoint(
            softmax: 0.5,
            criterion: .mcc,
            sensitivity: 1,
            specificity: 0
        )
        #expect(point.isReached(by: 0.5) && point.isReached(by: 0.6) && !point.isReached(by: 0.499))
    }

    static let wrongFields: [(field: String, value: String?, reason: String)] = [
        ("slope", "0", "calibration.labels[0].slope must be a finite number greater than 0"),
        ("slope", "-3", "calibration.labels[0].slope must be a finite number greater than 0"),
        ("slope", nil, "the field 'calibration.labels[0].slope' is missing"),
        ("slope", #""steep""#, "the field 'calibration.labels[0].slope' has the wrong type"),
        ("intercept", nil, "'calibration.labels[0].intercept' is missing"),
        ("positives", "0", "calibration.labels[0].positives must be 1 or more"),
        ("negatives", "-1", "calibration.labels[0].negatives must be 1 or more"),
        ("label", #"" ""#, "calibration.labels[0].label must have 1 to 200 characters"),
        ("positivePrompts", "[]", "calibration.labels[0].positivePrompts must hold one or more prompts"),
        ("negativePrompts", #"["no","\t"]"#, "calibration.labels[0].negativePrompts must hold"),
        ("operatingPoint", "null", "'calibration.labels[0].operatingPoint' is null"),
        ("remark", #""x""#, "the field 'calibration.labels[0].remark' is unknown"),
    ]

    static let wrongPoints: [(field: String, value: String, reason: String)] = [
        ("softmax", "1.5", "calibration.labels[0].operatingPoint.softmax must lie between 0 and 1"),
        ("softmax", "-0.1", "calibration.labels[0].operatingPoint.softmax must lie between 0 and 1"),
        ("sensitivity", "80", "calibration.labels[0].operatingPoint.sensitivity must lie between 0 and 1"),
        ("specificity", "-1", "calibration.labels[0].operatingPoint.specificity must lie between 0 and 1"),
        ("criterion", #""accuracy""#, "'calibration.labels[0].operatingPoint.criterion'"),
        ("auroc", "1", "the field 'calibration.labels[0].operatingPoint.auroc' is unknown"),
    ]

    static let wrongWholes: [(calibration: String, reason: String)] = [
        (calibration([]), "calibration.labels must have 1 to 1,000 entries"),
        (calibration(data: #""""#, [entry()]), "calibration.data must be a sentence"),
        (calibration(method: #""isotonic""#, [entry()]), "'calibration.method'"),
        ("[]", "'calibration' has the wrong type"),
        (#"{"method":"platt","labels":[]}"#, "'calibration.data' is missing"),
        (
            calibration([
                entry(), entry(["label": #""Oedema""#, "positivePrompts": #"["  Edema "]"#]),
            ]), "calibration.labels[1] has the same prompts as labels[0]"
        ),
    ]

    @Test(arguments: wrongFields)
    func namesTheFieldOfAnEntry(field: String, value: String?, reason: String) throws {
        try expectRefusal(of: Self.calibration([Self.entry([field: value])]), reason)
    }

    @Test(arguments: wrongPoints)
    func namesTheFieldOfAnOperatingPoint(field: String, value: String, reason: String) throws {
        var fields = [
            "softmax": "0.5", "criterion": #""f1""#, "sensitivity": "0.8", "specificity": "0.7",
        ]
        fields[field] = value
        let point = "{\(fields.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ","))}"
        try expectRefusal(of: Self.calibration([Self.entry(["operatingPoint": point])]), reason)
    }

    @Test(arguments: wrongWholes)
    func namesTheFieldOfTheCalibration(calibration: String, reason: String) throws {
        try expectRefusal(of: calibration, reason)
    }

    @Test func refusesMoreThanAThousandLabels() throws {
        let entries = (0...1_000).map { Self.entry(["positivePrompts": "[\"finding \($0)\"]"]) }
        try expectRefusal(of: Self.calibration(entries), "calibration.labels must have 1 to 1,000 entries")
        let most = try read(Self.calibration(Array(entries.dropLast())))
        #expect(most.calibration?.labels.count == 1_000)
    }

    @Test func promptsCompareTrimmedAndInAnyOrder() {
        let pair = PromptPair(positive: ["edema", "oedema"], negative: ["no edema"])
        #expect(pair == PromptPair(positive: [" oedema\n", "edema"], negative: ["no edema "]))
        #expect(pair != PromptPair(positive: ["edema"], negative: ["no edema"]))
        #expect(pair != PromptPair(positive: ["Edema", "oedema"], negative: ["no edema"]))
        #expect(pair != PromptPair(positive: ["no edema"], negative: ["edema", "oedema"]))
    }

    private func expectRefusal(of calibration: String, _ reason: String) throws {
        let error = #expect(throws: CheckpointError.self) { _ = try read(calibration) }
        #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    }
}
