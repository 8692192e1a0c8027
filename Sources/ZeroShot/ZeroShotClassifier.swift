public import Checkpoints

/// A label set whose prompts are embedded: the classifier of one model.
public struct ZeroShotClassifier: Sendable {
    private struct Entry: Sendable {
        let label: String
        let reference: Reference

        /// Nil where the score comes from the other labels'.
        func score(of image: Embedding) -> LabelScore? {
            switch reference {
            case .otherLabels:
                return nil
            case .prompts(let prompts, let calibration):
                let (positive, negative) = prompts.cosines(with: image)
                return LabelScore(
                    label: label,
                    positive: positive,
                    negative: negative,
                    calibration: calibration
                )
            case .descriptors(let descriptors, let temperature):
                let cosines = descriptors.map { descriptor, prompts in
                    let (positive, negative) = prompts.cosines(with: image)
                    return (descriptor: descriptor, positive: positive, negative: negative)
                }
                return LabelScore(
                    label: label,
                    evidence: DescriptorEvidence(of: cosines, temperature: temperature)
                )
            }
        }
    }

    /// What an image is compared with for a label.
    private enum Reference: Sendable {
        case otherLabels
        /// The calibration is nil where none was fitted with these very prompts.
        case prompts(EmbeddedPrompts, ModelCalibration.Label?)
        case descriptors([(descriptor: String, prompts: EmbeddedPrompts)], temperature: Double)
    }

    private struct EmbeddedPrompts: Sendable {
        let positive: Embedding
        let negative: Embedding

        func cosines(with image: Embedding) -> (positive: Float, negative: Float) {
            (image.cosine(with: positive), image.cosine(with: negative))
        }
    }

    private let entries: [Entry]

    /// Puts a label set and the embeddings of its prompts together.
    ///
    /// - Parameters:
    ///   - calibration: What the model's description says; it is used for labels whose prompts are exactly those
    ///     it was fitted with, never for labels with descriptors.
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
            let reference: Reference
            if label.isNoFinding {
                reference = .otherLabels
            } else if let temperature = labelSet.descriptorTemperature {
                reference = .descriptors(
                    try Self.descriptors(of: label, embedding: embedding),
                    temperature: temperature
                )
            } else {
                let (positive, negative) = (label.positivePrompts, label.negativePrompts)
                let embedded = try Self.embedded((positive, negative), of: label.name, embedding)
                let prompts = PromptPair(positive: positive, negative: negative)
                reference = .prompts(embedded, fitted[prompts])
            }
            entries.append(Entry(label: label.name, reference: reference))
        }
        self.entries = entries
    }

    private static func descriptors(
        of label: Label,
        embedding: (String) -> Embedding?
    ) throws(ScoringError) -> [(descriptor: String, prompts: EmbeddedPrompts)] {
        var embedded: [(descriptor: String, prompts: EmbeddedPrompts)] = []
        for descriptor in label.descriptors {
            let texts = ([descriptor.positivePrompt], [descriptor.negativePrompt])
            embedded.append((descriptor.text, try Self.embedded(texts, of: label.name, embedding)))
        }
        return embedded
    }

    private static func embedded(
        _ prompts: (positive: [String], negative: [String]),
        of label: String,
        _ embedding: (String) -> Embedding?
    ) throws(ScoringError) -> EmbeddedPrompts {
        guard let positive = Embedding(averaging: prompts.positive.compactMap(embedding)),
            let negative = Embedding(averaging: prompts.negative.compactMap(embedding))
        else { throw .degeneratePrompts(label: label) }
        return EmbeddedPrompts(positive: positive, negative: negative)
    }

    /// Scores an image for every label, in the order of the label set.
    public func scores(of image: Embedding) -> [LabelScore] {
        let scored = entries.map { $0.score(of: image) }
        let findings = scored.compactMap(\.self)
        return zip(entries, scored).map { entry, score in
            score ?? LabelScore(label: entry.label, noFindingBeside: findings)
        }
    }
}
