import Evaluation
import Testing

@Suite struct LabelScoresTests {
    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func namesTheLabelOfANonFiniteScore(score: Double) {
        #expect(throws: EvaluationError.nonFiniteScore(label: "Edema", image: 2)) {
            try LabelScores(name: "Edema", scores: [0, 1, score], truths: [true, false, nil])
        }
    }

    @Test func refusesAnotherNumberOfTruths() {
        #expect(throws: EvaluationError.countMismatch(label: "Edema", scores: 2, truths: 1)) {
            try LabelScores(name: "Edema", scores: [0, 1], truths: [true])
        }
    }

    @Test func leavesOutWhatWasNotAssessed() throws {
        let label = try LabelScores(name: "Edema", scores: [1, 9, 2, 0], truths: [true, nil, false, false])
        #expect(label.assessed.scores == [1, 2, 0])
        #expect(label.assessed.positives == 1 && label.assessed.negatives == 2)
        #expect(label.assessed.areaUnderROC == 0.5)
    }

    @Test func namesTheLabelsThatTheMeanLeavesOut() throws {
        let labels = [
            try label("Edema", [1, 2, 3], [0, 1, 1]), try label("Mass", [1, 2, 3], [0, 0, 0]),
            try label("Nodule", [3, 2, 1], [0, 1, 1]),
        ]
        let macro = MacroAUROC(of: labels)
        #expect(macro.value == 0.5)
        #expect(macro.leftOut == ["Mass"])
        #expect(MacroAUROC(of: [labels[1]]).value == nil)
        let group = LabelGroup(name: "rare", labels: ["Nodule", "Edema", "Fracture"])
        #expect(group.members(of: labels).map(\.name) == ["Edema", "Nodule"])
    }

    @Test func averagesTheMembersOfAnEnsemble() throws {
        let members = [[try label("Edema", [0, 4], [0, 1])], [try label("Edema", [1, -2], [0, 1])]]
        let ensemble = try LabelScores.ensemble(members)
        #expect(ensemble.map(\.scores) == [[0.5, 1]])
        #expect(ensemble[0].truths == [false, true])
    }

    @Test func refusesMembersOfDifferentImagesOrLabels() throws {
        let first = [try label("Edema", [0, 4], [0, 1])]
        #expect(throws: EvaluationError.differentTruths(label: "Edema")) {
            try LabelScores.ensemble([first, [label("Edema", [0, 4], [1, 1])]])
        }
        #expect(throws: EvaluationError.differentLabels) {
            try LabelScores.ensemble([first, [label("Mass", [0, 4], [0, 1])]])
        }
        #expect(throws: EvaluationError.nothingToEvaluate) { try LabelScores.ensemble([]) }
        #expect(throws: EvaluationError.nothingToEvaluate) { try LabelScores.ensemble([[]]) }
    }
}
