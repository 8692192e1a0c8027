import Foundation

/// How much an image looks like one descriptor of a label: a part of the label's explanation.
///
/// `softmax` is not a probability: the temperature that it is made with is a convention, not fitted to data.
public struct DescriptorScore: Sendable, Equatable {
    /// The descriptor in words.
    public let descriptor: String
    /// Cosine of the image with the prompt that says the sign is there, -1 to 1.
    public let positiveSimilarity: Float
    /// Cosine of the image with the prompt that says it is not there.
    public let negativeSimilarity: Float
    /// exp(p/T) / (exp(p/T) + exp(n/T)) for the cosines p and n and the temperature T, 0 to 1.
    public let softmax: Float
}

/// What a label's score is made of where the label has descriptors (Xplainer;
/// Pellegrini et al. 2023).
public struct DescriptorEvidence: Sendable, Equatable {
    /// One score per descriptor, in the label's order: the explanation.
    public let descriptors: [DescriptorScore]
    /// The geometric mean of the descriptors' `softmax`, 0 to 1: the label's score.
    public let positive: Float
    /// The geometric mean of 1 − `softmax`; `positive` and `negative` do not add up to 1.
    public let negative: Float
    /// Whether `positive` is greater than `negative`: Xplainer's decision, which needs no threshold from data.
    public let isPresent: Bool

    /// Puts the cosines of a label's descriptors together.
    ///
    /// - Parameters:
    ///   - cosines: At least one descriptor with the cosines of the image with its prompts.
    ///   - temperature: What the cosines are divided by, greater than 0; Xplainer's is 0.5.
    package init(
        of cosines: [(descriptor: String, positive: Float, negative: Float)],
        temperature: Double
    ) {
        let margins = cosines.map { (Double($0.positive) - Double($0.negative)) / temperature }
        descriptors = zip(cosines, margins).map { cosine, margin in
            DescriptorScore(
                descriptor: cosine.descriptor,
                positiveSimilarity: cosine.positive,
                negativeSimilarity: cosine.negative,
                softmax: Float(exp(Self.logSigmoid(margin)))
            )
        }
        let count = Double(max(cosines.count, 1))
        let positive = margins.reduce(0) { $0 + Self.logSigmoid($1) } / count
        let negative = margins.reduce(0) { $0 + Self.logSigmoid(-$1) } / count
        self.positive = Float(exp(positive))
        self.negative = Float(exp(negative))
        // The logarithms differ where both means are too small for a number.
        isPresent = positive > negative
    }

    /// ln(1 / (1 + exp(−x))) without overflow or loss at either end.
    private static func logSigmoid(_ margin: Double) -> Double {
        min(margin, 0) - log1p(exp(-abs(margin)))
    }
}
