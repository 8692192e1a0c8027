import Checkpoints
import Datasets
public import Evaluation
import Foundation
public import ZeroShot

/// The scores that a model gives to labelled images without having been trained on their labels.
///
/// A score is the papers' softmax of two cosines, not a probability.
public struct ZeroShotAssessment: Sendable {
    /// The labels in the order of the label set.
    public let labels: [LabelAssessment]
    /// The paths of the images, in the order of every label's scores.
    public let images: [String]

    /// Scores images for every label of a set.
    ///
    /// A label is the one of that name in the manifest, in any case.
    ///
    /// - Parameter labelNames: The manifest's labels beside those that the images were assessed for.
    /// - Throws: ``AssessmentError/unknownLabels(_:available:)`` for labels that the manifest does not have,
    ///   ``AssessmentError/model(reason:)``, ``AssessmentError/evaluation(_:)``.
    public init(
        _ images: EmbeddedImages,
        labelSet: LabelSet,
        model: some EmbeddingModel,
        labelNames: [String] = []
    ) throws(AssessmentError) {
        let truths = try Self.truths(images.rows, labelSet, Set(labelNames))
        let scores = try Self.scores(images.embeddings, labelSet, model)
        var labels: [LabelAssessment] = []
        for (index, label) in labelSet.labels.enumerated() {
            labels.append(try Self.assess(label, scores.map { $0[index] }, truths[index]))
        }
        self.labels = labels
        self.images = images.rows.map(\.image)
    }

    /// Labels that were assessed in the same images.
    package init(labels: [LabelAssessment], images: [String]) {
        self.labels = labels
        self.images = images
    }

    /// The label of exactly this name.
    public func label(named name: String) -> LabelAssessment? {
        labels.first { $0.name == name }
    }

    /// Without the labels that fewer images have.
    public func keepingLabels(withPositives minimum: Int) -> ZeroShotAssessment {
        ZeroShotAssessment(labels: labels.filter { $0.positives >= minimum }, images: images)
    }

    /// The labels as they are evaluated.
    public var labelScores: [LabelScores] { labels.map(\.scored) }

    /// The mean area under the ROC curve over the labels that have images with and without the finding, 0 to 1;
    /// nil where there is no such label.
    public var macroAUROC: Double? { MacroAUROC(of: labelScores).value }

    /// For each label and image whether the finding is there.
    private static func truths(
        _ rows: [ManifestRow],
        _ labelSet: LabelSet,
        _ labelNames: Set<String>
    ) throws(AssessmentError) -> [[Bool?]] {
        var names = labelNames
        for row in rows { names.formUnion(row.labels.keys) }
        let available = names.sorted()
        let columns = labelSet.labels.map { label in
            available.first { $0 == label.name }
                ?? available.first { $0.lowercased() == label.name.lowercased() }
        }
        let unknown = zip(labelSet.labels, columns).filter { $1 == nil }.map(\.0.name)
        guard unknown.isEmpty else { throw .unknownLabels(unknown, available: available) }
        return columns.compactMap(\.self).map { column in
            rows.map { row in
                switch row.labels[column] {
                case .present: true
                case .absent: false
                case .uncertain, nil: nil
                }
            }
        }
    }

    /// For each image a score for each label.
    private static func scores(
        _ embeddings: [Embedding],
        _ labelSet: LabelSet,
        _ model: some EmbeddingModel
    ) throws(AssessmentError) -> [[LabelScore]] {
        let prompts = labelSet.prompts
        let embedded = try model.checked(prompts.count) { try $0.embed(texts: prompts) }
        let embedding = Dictionary(uniqueKeysWithValues: zip(prompts, embedded))
        do throws(ScoringError) {
            let classifier = try ZeroShotClassifier(labelSet) { embedding[$0] }
            return embeddings.map(classifier.scores)
        } catch {
            throw .model(reason: error.description)
        }
    }

    private static func assess(
        _ label: Label,
        _ scores: [LabelScore],
        _ truths: [Bool?]
    ) throws(AssessmentError) -> LabelAssessment {
        let scored: LabelScores
        do throws(EvaluationError) {
            scored = try LabelScores(
                name: label.name,
                scores: scores.map { Double($0.softmax) },
                truths: truths
            )
        } catch {
            throw .evaluation(error)
        }
        return LabelAssessment(
            scored: scored,
            prompts: label.isNoFinding
                ? nil : PromptPair(positive: label.positivePrompts, negative: label.negativePrompts),
            margins: margins(scores)
        )
    }

    /// Nil where a score does not come of two cosines.
    private static func margins(_ scores: [LabelScore]) -> [Double]? {
        let margins = scores.compactMap { score -> Double? in
            guard let positive = score.positiveSimilarity, let negative = score.negativeSimilarity else {
                return nil
            }
            return Double(positive) - Double(negative)
        }
        return margins.count == scores.count ? margins : nil
    }
}
