import Assessment
import Checkpoints
import Datasets
import Evaluation
import Foundation
import Testing
import ZeroShot

/// The NIH part of the films that lie beside the project on some machines.
@Suite(.enabled(if: ReferenceCheckpoint.isThere, "there are no radiographs in ../shared"))
struct NIHFiguresTests {
    private static let renamed = [
        "Effusion": "Pleural effusion", "Mass": "Lung mass", "Nodule": "Lung nodule",
        "Edema": "Pulmonary edema", "Fibrosis": "Pulmonary fibrosis", "Hernia": "Hiatal hernia",
    ]
    private static let columns = [
        "Atelectasis", "Cardiomegaly", "Effusion", "Infiltration", "Mass", "Nodule", "Pneumonia",
        "Pneumothorax", "Consolidation", "Edema", "Emphysema", "Fibrosis", "Pleural Thickening", "Hernia",
    ]

    private static func assess(_ model: PackageModel) throws -> ZeroShotAssessment {
        var table = TableColumns(image: "image", patient: "patient_id")
        table.split = "split"
        table.labels = columns.map { .init(column: $0, name: renamed[$0] ?? $0) }
        table.filters = [.init(column: "dataset", values: ["nih14"])]
        let manifest = try TableReader(path: ReferenceCheckpoint.table.path, columns: table).read().manifest
        let images = try EmbeddedImages(
            rows: manifest.rows(in: .test),
            folder: manifest.folder,
            model: model,
            batchSize: 32,
            threads: 2
        )
        #expect(images.skipped.isEmpty)
        let labelSet = try LabelSet.adHoc(labels: manifest.labelNames)
        return try ZeroShotAssessment(images, labelSet: labelSet, model: model)
    }

    @Test func areThoseOfScikitLearnForTheReferenceCheckpoint() throws {
        let checkpoint = try ReferenceCheckpoint()
        let assessment = try Self.assess(
            PackageModel(ModelPackage(path: checkpoint.package.path), threads: 2)
        )
        let areas = try ReferenceCheckpoint.areas()
        #expect(areas.count == 13)
        for label in assessment.labels {
            let area = label.scored.assessed.areaUnderROC
            #expect((area == nil) == (areas[label.name] == nil), "\(label.name)")
            #expect(abs((area ?? 0) - (areas[label.name] ?? 0)) < 1e-12, "\(label.name)")
        }
    }

    /// The labels with at least 3 positive films among the 167, as the reference checkpoint was judged.
    @Test func theCommittedModelIsBetterThanTheReferenceCheckpoint() throws {
        let labels = try Self.assess(CommittedModel.load()).labels.filter {
            $0.scored.assessed.positives >= 3
        }
        let areas = labels.compactMap(\.scored.assessed.areaUnderROC)
        let macro = areas.reduce(0, +) / Double(areas.count)
        let reference = try #require(try ReferenceCheckpoint.macroArea())
        print("macro AUROC over \(areas.count) labels: \(macro), reference checkpoint \(reference)")
        #expect(areas.count == 13)
        #expect(macro > reference)
    }
}
