public import Checkpoints

/// A label set whose prompts are embedded: the classifier of one model.
public struct ZeroShotClassifier: Sendable {
    private struct Entry: Sendable {
        let label: String
        /// Nil for "no finding".
        let prompts: (positive: Embedding, negative: Embedding)?
        /// Nil where no calibration was fitted with these very prompts.
        let calibration: ModelCalibration.Label?
    }

    private let entries: [Entry]

    /// Puts a label set and the embeddings of its prompts together.
    ///
    /// - Parameters:
    ///   - calibration: What the model's description says; it is used for labels whose prompts are exactly those
    ///     it was fitted with.
    ///   - embedding: The embedding of a prompt of ``LabelSet/prompts``.
    /// - Throws: ``ScoringError/degeneratePrompts(label:)`` where the prompts of a polarity cancel each other.
    public init(
        _ labelSet: LabelSet,
        calibration: ModelCalibration? = nil,
        embedding: (String) -> Embedding?
    ) throws(ScoringError) {
        let fitted = Dictionary(
            (calibration?.labels ?? []).map { ($0.prompts, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        var entries: [Entry] = []
        for label in labelSet.labels {
            if label.isNoFinding {
                entries.append(Entry(label: label.name, prompts: nil, calibration: nil))
                continue
            }
            guard let positive = Embedding(averaging: label.positivePrompts.compactMap(embedding)),
                let negative = Embedding(averaging: label.negativePrompts.compactMap(embedding))
            else { throw .degeneratePrompts(label: label.name) }
            let prompts = PromptPair(positive: label.positivePrompts, negative: label.negativePrompts)
            entries.append(
                Entry(label: label.name, prompts: (positive, negative), calibration: fitted[prompts])
            )
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
                    negative: image.cosine(with: prompts.negative),
                    calibration: entry.calibration
                )
            }
        }
        let findings = scored.compactMap(\.self)
        return zip(entries, scored).map { entry, score in
            score ?? LabelScore(label: entry.label, noFindingBeside: findings)
        }
    }
}
