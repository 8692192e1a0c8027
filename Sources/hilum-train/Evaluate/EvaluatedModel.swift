import Assessment
import Checkpoints
import Datasets
import Foundation
import ZeroShot

/// What a package, or several together, make of the images.
struct EvaluatedModel {
    /// The package's folder, or "ensemble".
    let name: String
    /// The digests of the weights.
    let weights: [String]
    /// Nil where there are no labels.
    let test: ZeroShotAssessment?
    /// Nil where there are no labels or no validation images.
    let validation: ZeroShotAssessment?
    /// Nil where no image has a report.
    let texts: TextAssessment?
    /// The images that could not be used, of both splits.
    let skipped: [SkippedImage]

    private static let batchSize = 64

    /// Loads a package and gives it the images.
    init(package path: String, task: EvaluationTask) throws {
        let model: PackageModel
        do throws(CheckpointError) {
            model = try PackageModel(ModelPackage(path: path), threads: task.threads, plan: task.plan)
        } catch {
            throw CommandError("The model package \(path) cannot be used. \(error)")
        }
        name = path
        weights = [model.model.digest]
        let images = try Self.embed(task.test, model, task.threads)
        let labelled = try Self.assess(images, task.test, model, task)
        test = labelled?.keepingLabels(withPositives: task.minimumPositives)
        if let test, test.labels.isEmpty {
            throw CommandError("No label has \(task.minimumPositives) images. Lower --minimum-positives.")
        }
        let other = try task.validation.flatMap { part in
            task.labelSet == nil ? nil : (part, try Self.embed(part, model, task.threads))
        }
        validation = try other.flatMap { part, images in try Self.assess(images, part, model, task) }
        texts = try Self.texts(images, model)
        skipped = images.skipped + (other?.1.skipped ?? [])
        guard test != nil || texts != nil else {
            throw CommandError("\(task.test.path) has neither labels nor reports in this split.")
        }
        report(skipped)
    }

    /// The mean of the scores of models that were given the same images.
    init(ensembleOf members: [EvaluatedModel]) throws {
        name = "ensemble"
        weights = members.flatMap(\.weights)
        let tests = members.compactMap(\.test)
        let validations = members.compactMap(\.validation)
        guard !tests.isEmpty else { throw CommandError("An ensemble needs labels to score.") }
        test = try ZeroShotAssessment(averaging: tests)
        validation = validations.isEmpty ? nil : try ZeroShotAssessment(averaging: validations)
        texts = nil
        skipped = []
    }

    private static func embed(
        _ part: EvaluationTask.Part,
        _ model: PackageModel,
        _ threads: Int
    ) throws -> EmbeddedImages {
        let progress = ProgressLine(total: part.rows.count, of: "images of \(part.title)")
        defer { progress.clear() }
        return try EmbeddedImages(
            rows: part.rows,
            folder: part.folder,
            model: model,
            batchSize: batchSize,
            threads: threads,
            progress: progress.show
        )
    }

    private static func assess(
        _ images: EmbeddedImages,
        _ part: EvaluationTask.Part,
        _ model: PackageModel,
        _ task: EvaluationTask
    ) throws -> ZeroShotAssessment? {
        try task.labelSet.map { labelSet in
            try ZeroShotAssessment(images, labelSet: labelSet, model: model, labelNames: part.labelNames)
        }
    }

    private static func texts(_ images: EmbeddedImages, _ model: PackageModel) throws -> TextAssessment? {
        do throws(AssessmentError) {
            return try TextAssessment(images, model: model)
        } catch .noTexts {
            return nil
        }
    }

    /// Lists what was left out; an evaluation of many thousand images need not name each of them here.
    private func report(_ skipped: [SkippedImage]) {
        guard !skipped.isEmpty else { return }
        let shown = 20
        var lines = ["\(name): images that cannot be used and are left out (\(skipped.count)):"]
        lines += skipped.prefix(shown).map { "  \($0)" }
        if skipped.count > shown { lines.append("  and \(skipped.count - shown) more; --json lists all.") }
        FileHandle.standardError.write(Data((lines.joined(separator: "\n") + "\n").utf8))
    }
}
