import Assessment
import Datasets
import Evaluation
import Foundation
import Testing
import ZeroShot

/// What scikit-learn made of PyTorch's scores for the NIH test images, as it lies beside the checkpoint.
private enum Known {
    private static let shared = CommittedModel.root.deletingLastPathComponent().appending(path: "shared")
    static let metrics = shared.appending(path: "checkpoints/open-resnet18/metrics.json")
    static let table = shared.appending(path: "data/open/manifest.csv")

    static var isThere: Bool {
        [metrics, table].allSatisfy { FileManager.default.fileExists(atPath: $0.path) }
    }

    static func areas() throws -> [String: Double] {
        let content = try JSONSerialization.jsonObject(with: Data(contentsOf: metrics)) as? [String: Any]
        let labels = try #require(content?["test"] as? [String: Any])
        return labels.compactMapValues { ($0 as? [String: Any])?["auroc"] as? Double }
    }
}

@Suite(.enabled(if: Known.isThere, "there are no radiographs in ../shared"))
struct NIHFiguresTests {
    private static let renamed = [
        "Effusion": "Pleural effusion", "Mass": "Lung mass", "Nodule": "Lung nodule",
        "Edema": "Pulmonary edema", "Fibrosis": "Pulmonary fibrosis", "Hernia": "Hiatal hernia",
    ]
    private static let columns = [
        "Atelectasis", "Cardiomegaly", "Effusion", "Infiltration", "Mass", "Nodule", "Pneumonia",
        "Pneumothorax", "Consolidation", "Edema", "Emphysema", "Fibrosis", "Pleural Thickening", "Hernia",
    ]

    @Test func theCommittedModelHasTheFiguresOfItsCard() throws {
        var table = TableColumns(image: "image", patient: "patient_id")
        table.split = "split"
        table.labels = Self.columns.map { .init(column: $0, name: Self.renamed[$0] ?? $0) }
        table.filters = [.init(column: "dataset", values: ["nih14"])]
        let manifest = try TableReader(path: Known.table.path, columns: table).read().manifest
        let model = try CommittedModel.load()
        let images = try EmbeddedImages(
            rows: manifest.rows(in: .test),
            folder: manifest.folder,
            model: model,
            batchSize: 32,
            threads: 2
        )
        let labelSet = try LabelSet.adHoc(labels: manifest.labelNames)
        let assessment = try ZeroShotAssessment(images, labelSet: labelSet, model: model)
        let areas = try Known.areas()
        #expect(images.skipped.isEmpty && areas.count == 13)
        for label in assessment.labels {
            let area = label.scored.assessed.areaUnderROC
            #expect((area == nil) == (areas[label.name] == nil), "\(label.name)")
            #expect(abs((area ?? 0) - (areas[label.name] ?? 0)) < 1e-12, "\(label.name)")
        }
    }
}
