import Evaluation
import Foundation
import Testing

@Suite struct ReportTests {
    /// Validation: the best cut lies between 0.4 and 0.6. Test: one of two positives and both negatives are right.
    private static func report(choices: ValidationChoices? = nil) throws -> EvaluationReport {
        let scores = [
            try label("Edema", [0.1, 0.45, 0.4, 0.9], [0, 0, 1, 1]),
            try label("Mass", [0.1, 0.2, 0.3, 0.4], [0, 0, 0, 0]),
            try LabelScores(name: "Nodule", scores: [1, -2, 3, 4], truths: [true, false, nil, true]),
        ]
        let subject = EvaluationReport.Subject(
            model: "small",
            data: "test",
            choices: choices,
            groups: [
                LabelGroup(name: "rare", labels: ["Nodule", "Mass"]),
                LabelGroup(name: "none", labels: ["Mass"]),
            ]
        )
        return try EvaluationReport(of: scores, subject: subject, bootstrap: Bootstrap(resamples: 50))
    }

    private static func choices() throws -> ValidationChoices {
        try ValidationChoices(
            on: [
                label("Edema", [0.2, 0.4, 0.6, 0.8], [0, 0, 1, 1]),
                label("Mass", [0, 1, 2, 3], [0, 0, 0, 0]),
            ],
            data: "validation",
            criterion: .f1
        )
    }

    @Test func choosesOnValidationOnly() throws {
        let choices = try Self.choices()
        #expect(choices["Edema"]?.threshold.threshold == 0.5)
        #expect(choices["Mass"] == nil)
        #expect(choices.leftOut == ["Mass"])
        let decision = try #require(try Self.report(choices: choices).labels[0].decision)
        #expect(decision.threshold == 0.5)
        #expect(decision.chosenOn == "validation")
        #expect(decision.sensitivity == 0.5 && decision.specificity == 1 && decision.accuracy == 0.75)
        #expect(agree(decision.f1, 2.0 / 3))
        // (1 · 2 − 0) / √(1 · 2 · 2 · 3)
        #expect(agree(decision.mcc, 2 / 12.0.squareRoot()))
    }

    @Test func worksOutEveryLabel() throws {
        let report = try Self.report()
        #expect(report.images == 4)
        #expect(report.labels.map(\.name) == ["Edema", "Mass", "Nodule"])
        #expect(report.labels.map(\.positives) == [2, 0, 2])
        #expect(report.labels.map(\.negatives) == [2, 4, 1])
        #expect(report.labels.map { $0.auroc?.value } == [0.75, nil, 1])
        #expect(report.macroAUROC?.value == 0.875)
        #expect(report.leftOut == ["Mass"])
        #expect(report.groups.map(\.name) == ["rare", "none"])
        #expect(report.groups.map(\.labels) == [["Nodule"], []])
        #expect(report.groups.map { $0.auroc?.value } == [1, nil])
    }

    @Test func saysWhetherProbabilitiesAreFitted() throws {
        let plain = try Self.report()
        #expect(plain.labels[0].calibration?.isFitted == false)
        // (0.01 + 0.2025 + 0.36 + 0.01) / 4
        #expect(agree(plain.labels[0].calibration?.brier, 0.145625))
        // Scores outside 0...1 are no probabilities.
        #expect(plain.labels[2].calibration == nil)
        #expect(plain.markdown.contains("not calibrated: Edema, Mass"))
        let choices = try Self.choices()
        let fitted = try Self.report(choices: choices)
        #expect(fitted.labels[0].calibration?.isFitted == true)
        let scaling = try #require(choices["Edema"]?.scaling)
        let cases = try label("Edema", [0.1, 0.45, 0.4, 0.9], [0, 0, 1, 1]).assessed.calibrated(by: scaling)
        #expect(fitted.labels[0].calibration?.brier == (try cases.brierScore()))
    }

    @Test func choosesAThresholdWithoutACurveWhereScoresDoNotDiffer() throws {
        let choices = try ValidationChoices(
            on: [label("Edema", [1, 1], [0, 1])],
            data: "v",
            criterion: .mcc
        )
        #expect(choices["Edema"]?.scaling == nil)
        #expect(choices["Edema"]?.threshold.threshold == 1)
    }

    @Test func survivesJSON() throws {
        let report = try Self.report(choices: Self.choices())
        let data = try JSONEncoder().encode(report)
        #expect(try JSONDecoder().decode(EvaluationReport.self, from: data) == report)
    }

    @Test func showsTheLabelsTheGroupsAndTheMean() throws {
        let report = try Self.report(choices: Self.choices())
        let names = report.table.rows.map { $0[0].text }
        #expect(names == ["Edema", "Mass", "Nodule", "Mean of rare (1)", "Mean of none (0)", "Mean"])
        #expect(report.plainText.contains("Thresholds: chosen on validation for the best F1."))
        #expect(report.plainText.contains("without a positive or without a negative image: Mass."))
    }

    @Test func refusesNothing() {
        #expect(throws: EvaluationError.nothingToEvaluate) {
            try EvaluationReport(
                of: [],
                subject: .init(model: "m", data: "d"),
                bootstrap: Bootstrap(resamples: 1)
            )
        }
    }
}
