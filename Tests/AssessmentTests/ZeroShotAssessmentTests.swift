import Assessment
import Checkpoints
import Datasets
import Foundation
import Testing
import ZeroShot

@Suite struct ZeroShotAssessmentTests {
    private static let rows = [
        row("slope.png", ["edema": .present, "Pneumonia": .uncertain]),
        row("stripes.png", ["edema": .absent, "Pneumonia": .present]),
        row("disc.png", ["Pneumonia": .absent, "No Finding": .present]),
    ]

    private static func images(_ folder: SampleFolder, _ model: PackageModel) throws -> EmbeddedImages {
        try EmbeddedImages(rows: rows, folder: folder.url, model: model, batchSize: 2, threads: 2)
    }

    @Test func aScoreIsTheSoftmaxOfTwoCosines() throws {
        let folder = try SampleFolder()
        let model = try CommittedModel.load()
        let images = try Self.images(folder, model)
        let labelSet = try LabelSet.adHoc(labels: ["Edema", "Pneumonia"])
        let assessment = try ZeroShotAssessment(images, labelSet: labelSet, model: model)
        let texts = try model.embed(texts: ["Edema", "no Edema"])
        let label = try #require(assessment.label(named: "Edema"))
        for (index, image) in images.embeddings.enumerated() {
            let (positive, negative) = (image.cosine(with: texts[0]), image.cosine(with: texts[1]))
            let margin = Double(positive) - Double(negative)
            #expect(abs(label.scores[index] - 1 / (1 + exp(-margin))) < 1e-6)
            #expect(abs((label.margins?[index] ?? 9) - margin) < 1e-6)
        }
        #expect(assessment.images == ["slope.png", "stripes.png", "disc.png"])
        #expect(label.prompts?.positive == ["Edema"] && label.prompts?.negative == ["no Edema"])
    }

    @Test func whatIsUncertainOrNotAssessedHasNoTruth() throws {
        let folder = try SampleFolder()
        let model = try CommittedModel.load()
        let labelSet = try LabelSet.adHoc(labels: ["EDEMA", "Pneumonia", "No Finding"])
        let assessment = try ZeroShotAssessment(Self.images(folder, model), labelSet: labelSet, model: model)
        #expect(assessment.labels.map(\.name) == ["EDEMA", "Pneumonia", "No Finding"])
        #expect(assessment.labels[0].truths == [true, false, nil])
        #expect(assessment.labels[1].truths == [nil, true, false])
        #expect(
            assessment.labels.map(\.positives) == [1, 1, 1]
                && assessment.labels.map(\.negatives) == [1, 1, 0]
        )
        let others = zip(assessment.labels[0].scores, assessment.labels[1].scores).map(max)
        for (score, other) in zip(assessment.labels[2].scores, others) {
            #expect(abs(score - (1 - other)) < 1e-7)
        }
        #expect(assessment.labels[2].prompts == nil && assessment.labels[2].margins == nil)
    }

    @Test func theMacroAUROCLeavesOutLabelsWithoutBothClasses() throws {
        let folder = try SampleFolder()
        let model = try CommittedModel.load()
        let labelSet = try LabelSet.adHoc(labels: ["Edema", "Pneumonia", "No Finding"])
        let assessment = try ZeroShotAssessment(Self.images(folder, model), labelSet: labelSet, model: model)
        let areas = assessment.labels.prefix(2).map { label -> Double in
            let positive = label.truths.firstIndex(of: true).map { label.scores[$0] } ?? .nan
            let negative = label.truths.firstIndex(of: false).map { label.scores[$0] } ?? .nan
            return positive > negative ? 1 : 0
        }
        #expect(assessment.macroAUROC == areas.reduce(0, +) / 2)
        #expect(assessment.keepingLabels(withPositives: 2).labels.isEmpty)
        #expect(assessment.keepingLabels(withPositives: 2).macroAUROC == nil)
    }

    @Test func namesLabelsThatTheManifestDoesNotHave() throws {
        let folder = try SampleFolder()
        let model = try CommittedModel.load()
        let images = try Self.images(folder, model)
        let labelSet = try LabelSet.adHoc(labels: ["Edema", "Fracture", "Hernia"])
        #expect(
            throws: AssessmentError.unknownLabels(
                ["Fracture", "Hernia"],
                available: ["No Finding", "Pneumonia", "edema"]
            )
        ) { try ZeroShotAssessment(images, labelSet: labelSet, model: model) }
        let assessment = try ZeroShotAssessment(
            images,
            labelSet: labelSet,
            model: model,
            labelNames: ["edema", "Fracture", "Hernia"]
        )
        #expect(assessment.labels[1].truths == [nil, nil, nil])
    }
}
