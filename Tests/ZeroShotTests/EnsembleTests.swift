import Foundation
import Testing
import ZeroShot

@Suite struct EnsembleTests {
    /// Scores by a model with embeddings of so many dimensions, in which the image lies along the first axis.
    private func member(_ model: String, dimensions: Int, _ cosines: [String: Float], labels: [String])
        throws -> EnsembleMember
    {
        func unit(_ cosine: Float) -> Embedding {
            let rest = [Float](repeating: 0, count: dimensions - 2)
            return Embedding(unitLength: [cosine, (1 - cosine * cosine).squareRoot()] + rest)
        }
        let classifier = try ZeroShotClassifier(LabelSet.adHoc(labels: labels)) { cosines[$0].map(unit) }
        return EnsembleMember(model: model, scores: classifier.scores(of: unit(1)))
    }

    private let labels = ["Edema", "Mass", "No Finding"]

    private func members() throws -> [EnsembleMember] {
        [
            try member(
                "first",
                dimensions: 2,
                ["Edema": 0.6, "no Edema": 0.8, "Mass": 0.5, "no Mass": 0.5],
                labels: labels
            ),
            try member(
                "second",
                dimensions: 5,
                ["Edema": 0.8, "no Edema": 0, "Mass": 0, "no Mass": 0.4],
                labels: labels
            ),
        ]
    }

    @Test func averagesTheMembersScoresLabelByLabel() throws {
        let scores = try EnsembleScore.scores(of: members())
        #expect(scores.map(\.label) == labels)
        // Edema: (0.450166 + 0.689974) / 2; Mass: (0.5 + 0.401312) / 2; No Finding: (0.5 + 0.310026) / 2.
        #expect(abs(scores[0].softmax - 0.570070) < 1e-6)
        #expect(abs(scores[1].softmax - 0.450656) < 1e-6)
        #expect(abs(scores[2].softmax - 0.405013) < 1e-6)
    }

    @Test func keepsTheMembersOwnScores() throws {
        let members = try members()
        let scores = try EnsembleScore.scores(of: members)
        #expect(scores[1].parts.map(\.model) == ["first", "second"])
        #expect(scores[1].parts.map(\.score) == [members[0].scores[1], members[1].scores[1]])
        #expect(scores[1].parts[1].score.negativeSimilarity == 0.4)
    }

    @Test func oneMemberIsItsOwnMean() throws {
        let member = try members()[0]
        #expect(try EnsembleScore.scores(of: [member]).map(\.softmax) == member.scores.map(\.softmax))
    }

    @Test(arguments: [
        ["Edema"], ["Edema", "Mass"], ["Mass", "Edema", "No Finding"], ["Edema", "mass", "No Finding"],
    ])
    func refusesMembersWithOtherLabels(labels: [String]) throws {
        let cosines: [String: Float] = [
            "Edema": 0.1, "no Edema": 0.2, "Mass": 0.1, "no Mass": 0.2, "mass": 0.1, "no mass": 0.2,
        ]
        let other = try member("third", dimensions: 3, cosines, labels: labels)
        #expect(throws: EnsembleError.differentLabels(model: "third", first: "first")) {
            try EnsembleScore.scores(of: members() + [other])
        }
    }

    @Test func refusesMembersWithOtherDescriptors() throws {
        func member(_ model: String, _ descriptors: String) throws -> EnsembleMember {
            let json = "{\"labels\": [{\"name\": \"A\", \"descriptors\": \(descriptors)}]}"
            let classifier = try ZeroShotClassifier(LabelSet(parsing: Data(json.utf8))) { _ in
                Embedding(unitLength: [1, 0])
            }
            return EnsembleMember(model: model, scores: classifier.scores(of: Embedding(unitLength: [1, 0])))
        }
        let first = try member("first", #"["a", "b"]"#)
        #expect(try EnsembleScore.scores(of: [first, first])[0].softmax == 0.5)
        #expect(throws: EnsembleError.differentLabels(model: "second", first: "first")) {
            try EnsembleScore.scores(of: [first, try member("second", #"["a"]"#)])
        }
    }

    @Test func refusesNoMembers() {
        #expect(throws: EnsembleError.noMembers) { try EnsembleScore.scores(of: []) }
    }
}
