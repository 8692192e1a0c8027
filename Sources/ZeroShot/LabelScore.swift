import Foundation

/// How much an image looks like a finding.
///
/// `softmax` is the papers' score, the softmax of the two raw cosines without a temperature. It lies in a narrow band
/// around 0.5 and is not a probability.
public struct LabelScore: Sendable, Equatable {
    /// The label as it was given.
    public let label: String
    /// Cosine of the image with the positive prompts, -1 to 1; nil for "no finding", which has no prompts.
    public let positiveSimilarity: Float?
    /// Cosine of the image with the negative prompts.
    public let negativeSimilarity: Float?
    /// 1 / (1 + exp(negative − positive)), 0.12 to 0.88; for "no finding" 1 − the largest of the other labels.
    public let softmax: Float

    init(label: String, positive: Float, negative: Float) {
        self.label = label
        positiveSimilarity = positive
        negativeSimilarity = negative
        softmax = 1 / (1 + exp(negative - positive))
    }

    init(label: String, noFindingBeside others: [LabelScore]) {
        self.label = label
        positiveSimilarity = nil
        negativeSimilarity = nil
        softmax = 1 - (others.map(\.softmax).max() ?? 0)
    }
}

/// A label set whose prompts are embedded: the classifier of one model.
public struct ZeroShotClassifier: Sendable {
    private struct Entry: Sendable {
        let label: String
        /// Nil for "no finding".
        let prompts: (positive: Embedding, negative: Embedding)?
    }

    private let entries: [Entry]

    /// Puts a label set and the embeddings of its prompts together.
    ///
    /// - Parameter embedding: The embedding of a prompt of ``LabelSet/prompts``.
    /// - Throws: ``ScoringError/degeneratePrompts(label:)`` where the prompts of a polarity cancel each other.
    public init(_ labelSet: LabelSet, embedding: (String) -> Embedding?) throws(ScoringError) {
        var entries: [Entry] = []
        for label in labelSet.labels {
            if label.isNoFinding {
                entries.append(Entry(label: label.name, prompts: nil))
                continue
            }
            guard let positive = Embedding(averaging: label.positivePrompts.compactMap(embedding)),
                let negative = Embedding(averaging: label.negativePrompts.compactMap(embedding))
            else { throw .degeneratePrompts(label: label.name) }
            entries.append(Entry(label: label.name, prompts: (positive, negative)))
        }
        self.entries = entries
    }

    /// Scores an image for every label, in the order of the label set.
    public func scores(of image: Embedding) -> [LabelScore] {
        let scored = entries.map { entry in
            entry.prompts.map { prompts in
                LabelScore(
                    label: entry.label,
                    positive: image.cosine(with: prompts.positive),
                    negative: image.cosine(with: prompts.negative)
                )
            }
        }
        let findings = scored.compactMap(\.self)
        return zip(entries, scored).map { entry, score in
            score ?? LabelScore(label: entry.label, noFindingBeside: findings)
        }
    }
}

/// What can go wrong between embeddings and scores.
public enum ScoringError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The prompts of one polarity have no common direction.
    case degeneratePrompts(label: String)
    /// A report has no sentence left after its sections are extracted.
    case emptyReport

    /// The cause and the remedy in one sentence.
    public var description: String {
        switch self {
        case .degeneratePrompts(let label):
            "The prompts of the label '\(label)' have no common direction; give other prompts."
        case .emptyReport:
            "The report has no sentence in its findings or impression; send the text of the report."
        }
    }
}
