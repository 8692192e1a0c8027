public import ArgumentParser
import Assessment
import Datasets
import Evaluation
import Foundation
public import Tensors

/// `hilum-train evaluate`: how well model packages do on labelled images.
struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure model packages on the images of a manifest.",
        usage: "hilum-train evaluate [<options>] <package> ... <manifest>",
        discussion: """
            Prints the area under the ROC curve of each label and their mean, with 95 % intervals, and F1, MCC, \
            sensitivity and specificity at thresholds chosen on validation images; for images with reports also \
            their similarity and the retrieval of one by the other. An image that cannot be used is left out and \
            listed. For research use only.
            """
    )

    @Argument(help: "One or more model packages and, last, the manifest.")
    var paths: [String]

    @Option(help: "Another manifest, whose validation split gives the thresholds.")
    var validation: String?

    @Option(help: "The split to measure: \(Split.allCases.map(\.rawValue).joined(separator: ", ")).")
    var split = Split.test.rawValue

    @OptionGroup(title: "Labels") var labels: LabelOptions
    @Option(help: "How matrix products are computed.")
    var precision = Precision.float32

    @OptionGroup(title: "Comparison") var comparison: ComparisonOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        guard precision.isAvailable else {
            throw ValidationError("This processor cannot compute in \(precision.rawValue).")
        }
        guard paths.count > 1 else {
            throw ValidationError("Name one or more model packages and, last, the manifest.")
        }
        guard Split(rawValue: split) != nil else {
            throw ValidationError("--split is train, validation or test, not '\(split)'.")
        }
        guard !comparison.ensemble || paths.count > 2 else {
            throw ValidationError("--ensemble needs two or more model packages.")
        }
    }

    func run() throws {
        let task = try task()
        var models: [EvaluatedModel] = []
        for path in paths.dropLast() { models.append(try EvaluatedModel(package: path, task: task)) }
        if comparison.ensemble { models.append(try EvaluatedModel(ensembleOf: models)) }
        let other = try comparison.against.map { try EvaluatedModel(package: $0, task: task) }
        let result = try EvaluationResult(models, against: other, task: task, options: comparison)
        print(result.plainText)
        try output.write(result, models: models)
    }

    private func task() throws -> EvaluationTask {
        let manifest = try Manifest(path: paths[paths.count - 1])
        try manifest.requireSeparatePatients()
        let split = Split(rawValue: split) ?? .test
        let test = try EvaluationTask.Part(manifest, path: paths[paths.count - 1], split)
        let labelSet = try labels.labelSet(for: test)
        // Before hours are spent on the images.
        try labelSet.map(test.requireLabels)
        return EvaluationTask(
            test: test,
            validation: try validationPart(beside: test, manifest),
            labelSet: labelSet,
            minimumPositives: labels.minimumPositives,
            threads: ProcessInfo.processInfo.activeProcessorCount,
            plan: PrecisionPlan(precision)
        )
    }

    /// The rows that thresholds are chosen on; nil where there are no others than those that are measured.
    private func validationPart(
        beside test: EvaluationTask.Part,
        _ manifest: Manifest
    ) throws -> EvaluationTask.Part? {
        if let validation {
            return try EvaluationTask.Part(Manifest(path: validation), path: validation, .validation)
        }
        guard test.split != .validation, !manifest.rows(in: .validation).isEmpty else { return nil }
        return try EvaluationTask.Part(manifest, path: test.path, .validation)
    }
}

/// What several models are compared by.
struct ComparisonOptions: ParsableArguments {
    @Option(help: "A model package that each other one is compared with, on the same images.")
    var against: String?

    @Flag(help: "Also measure the mean of the packages' scores.")
    var ensemble = false

    @Option(help: "What thresholds make as large as possible: youden, f1 or mcc.")
    var criterion = ThresholdCriterion.youden.rawValue

    @Option(help: "Bootstrap resamples of the images, for intervals and p-values.")
    var resamples = 1_000

    @Option(help: "What the resamples are drawn with.")
    var seed: UInt64 = 0

    func validate() throws {
        guard ThresholdCriterion(rawValue: criterion) != nil else {
            throw ValidationError("--criterion is youden, f1 or mcc, not '\(criterion)'.")
        }
        guard (1...1_000_000).contains(resamples) else {
            throw ValidationError("--resamples is a number from 1 to 1000000.")
        }
    }
}

extension Precision: ExpressibleByArgument {}
