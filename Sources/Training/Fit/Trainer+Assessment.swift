import Assessment
import Datasets
import ZeroShot

extension Trainer {
    /// What the model, with its averaged weights where it has them, makes of labelled rows.
    func assess(_ rows: [ManifestRow], _ labelSet: LabelSet) throws -> ZeroShotAssessment {
        try model.withAverages {
            let images = try EmbeddedImages(
                rows: rows,
                folder: data.manifest.folder,
                model: model,
                batchSize: 64,
                threads: threads
            )
            return try ZeroShotAssessment(
                images,
                labelSet: labelSet,
                model: model,
                labelNames: data.manifest.labelNames
            )
        }
    }
}
