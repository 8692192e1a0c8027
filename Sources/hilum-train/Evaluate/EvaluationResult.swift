import Assessment
import Datasets
import Evaluation
import ZeroShot

/// The figures of an evaluation, as text, Markdown and JSON.
struct EvaluationResult: Encodable {
    /// How near images lie to their reports.
    struct Texts: Encodable {
        let images: Int
        let reports: Int
        let reportSimilarity: Double
        let sentenceSimilarity: Double
        /// Missing where there are too many pairs.
        let retrieval: Retrieval?

        init(_ texts: TextAssessment) throws {
            images = texts.places.count
            reports = texts.reportCount
            reportSimilarity = texts.reportSimilarity
            sentenceSimilarity = texts.sentenceSimilarity
            retrieval = try texts.retrieval()
        }
    }

    /// One model's figures.
    struct Model: Encodable {
        let model: String
        let weights: [String]
        let labels: EvaluationReport?
        let texts: Texts?
        let skipped: [SkippedImage]
    }

    /// A model beside the one that it is compared with.
    struct Comparison: Encodable {
        let model: String
        let against: String
        let macroAUROC: PairedComparison
    }

    let intendedUse = "research"
    let score = "softmax of two cosines, not a probability"
    let manifest: String
    let split: String
    let validation: String?
    let prompts: [Label]
    let models: [Model]
    let comparisons: [Comparison]

    init(
        _ models: [EvaluatedModel],
        against other: EvaluatedModel?,
        task: EvaluationTask,
        options: ComparisonOptions
    ) throws {
        manifest = task.test.path
        split = task.test.split.rawValue
        validation = task.validation?.path
        prompts = task.labelSet?.labels ?? []
        self.models = try (models + [other].compactMap(\.self)).map { model in
            Model(
                model: model.name,
                weights: model.weights,
                labels: try Self.report(model, task, options),
                texts: try model.texts.map(Texts.init),
                skipped: model.skipped
            )
        }
        comparisons = try models.compactMap { model in try Self.compare(model, other, options) }
    }

    private static func report(
        _ model: EvaluatedModel,
        _ task: EvaluationTask,
        _ options: ComparisonOptions
    ) throws -> EvaluationReport? {
        var subject = ZeroShotAssessment.ReportSubject()
        subject.model = model.name
        subject.data = task.test.title
        subject.validationData = task.validation?.title ?? ""
        subject.criterion = ThresholdCriterion(rawValue: options.criterion) ?? .youden
        subject.groups = task.groups.map { LabelGroup(name: $0.name, labels: $0.labels) }
        return try model.test?.report(
            thresholdsFrom: model.validation,
            resamples: options.resamples,
            seed: options.seed,
            subject: subject
        )
    }

    private static func compare(
        _ model: EvaluatedModel,
        _ other: EvaluatedModel?,
        _ options: ComparisonOptions
    ) throws -> Comparison? {
        guard let other, let first = model.test, let second = other.test else { return nil }
        return Comparison(
            model: model.name,
            against: other.name,
            macroAUROC: try first.comparison(with: second, resamples: options.resamples, seed: options.seed)
        )
    }
}
