import Assessment
import Checkpoints
import Datasets
import Evaluation
import Foundation
import Recipes
public import Runs
import Tensors
import Torch
import WeightFiles
import ZeroShot

extension Trainer {
    /// Writes the best weights of the run as a model package, with calibration and operating points from the
    /// validation split, figures of the test split, and a model card.
    ///
    /// - Parameters:
    ///   - path: A folder that is not there yet.
    ///   - resamples: Bootstrap resamples for the card's intervals.
    /// - Throws: `CheckpointError` for a folder that is there or cannot be written, ``TrainingError`` where the
    ///   written package could not be served; it is removed then.
    public func writePackage(
        _ details: PackageDetails,
        to path: String,
        from run: RunFolder,
        resamples: Int = 1_000
    )
        throws
    {
        try loadBest(of: run)
        let figures = try makeFigures(details, resamples: resamples)
        let start = model.start
        let description = ModelDescription(
            id: details.id,
            description: details.description,
            license: details.license,
            limits: details.limits + figures.limits,
            weights: ModelDescription.Weights(file: "weights.safetensors", naming: "hilum"),
            encoders: start.sizes,
            tokenizer: start.tokenizerDescription,
            preprocessing: start.preprocessing,
            calibration: figures.calibration
        )
        let card = ModelCard(
            details: details,
            description: description,
            origin: start.package?.description,
            state: state,
            counts: ModelCard.Counts(data),
            figures: figures
        )
        try model.withAverages {
            _ = try ModelPackage.write(
                description,
                tensors: model.backend.parameters.all.filter { !$0.key.hasPrefix(ProjectionHead.prefix) }
                    .map(Self.stored),
                tokenizer: start.tokenizerContent,
                readme: card.markdown,
                to: path
            )
        }
        try requireServable(path)
        try ModelPackage.keepGoldenAnswers(path: path)
    }

    /// Puts the weights of the best validation into the model, or leaves the last ones where none was validated.
    private func loadBest(of run: RunFolder) throws {
        guard let best = run.best().checkpoint ?? run.latest().checkpoint else { return }
        try TrainingCheckpoint(best.path).read(into: model)
    }

    private func makeFigures(_ details: PackageDetails, resamples: Int) throws -> ModelFigures {
        guard let labelSet else { return ModelFigures() }
        let validation = try assess(data.validation, labelSet)
        let fit = validation.calibrationFit(
            data: "The validation split of: \(details.data)",
            criterion: .youden
        )
        return ModelFigures(
            calibration: fit.calibration,
            notCalibrated: fit.leftOut.map { "\($0.label): \($0.reason)" },
            test: try report(details, thresholdsFrom: validation, labelSet, resamples: resamples)
        )
    }

    private func report(
        _ details: PackageDetails,
        thresholdsFrom validation: ZeroShotAssessment,
        _ labelSet: LabelSet,
        resamples: Int
    ) throws -> EvaluationReport? {
        let rows = data.manifest.rows(in: .test)
        guard !rows.isEmpty else { return nil }
        var subject = ZeroShotAssessment.ReportSubject()
        subject.model = details.id
        return try assess(rows, labelSet).report(
            thresholdsFrom: validation,
            resamples: resamples,
            seed: UInt64(clamping: recipe.optimization.seed),
            subject: subject
        )
    }

    /// Matrices in float16, vectors and scalars in float32.
    private static func stored(_ name: String, _ tensor: TorchTensor) -> NamedTensor {
        let extents = tensor.extents
        return NamedTensor(name, extents: extents, as: extents.count > 1 ? .float16 : .float32) {
            let values = tensor.floats()
            try Torch.check()
            return values
        }
    }

    private func requireServable(_ path: String) throws {
        do {
            let backend = CPUBackend(threads: 1)
            try ZeroShotModel(ModelPackage(path: path)).rehearse(on: backend)
        } catch {
            try? FileManager.default.removeItem(atPath: path)
            throw TrainingError.unusableResult(reason: "\(error)")
        }
    }
}
