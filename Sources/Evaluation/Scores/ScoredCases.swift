/// The scores of the images whose truth is known for one label.
public struct ScoredCases: Sendable, Equatable {
    /// The label, for messages.
    public let label: String
    /// One finite number per image, the larger the likelier; any unit.
    public let scores: [Double]
    /// Whether the finding is present, one entry per score.
    public let truths: [Bool]
    /// The number of images with the finding.
    public let positives: Int

    /// The number of images without the finding.
    public var negatives: Int { truths.count - positives }

    /// Whether there are images with and images without the finding.
    public var hasBothClasses: Bool { positives > 0 && negatives > 0 }

    /// Puts scores and truths together; none at all are allowed.
    ///
    /// - Throws: `countMismatch` or `nonFiniteScore`.
    public init(label: String, scores: [Double], truths: [Bool]) throws(EvaluationError) {
        guard scores.count == truths.count else {
            throw .countMismatch(label: label, scores: scores.count, truths: truths.count)
        }
        if let image = scores.firstIndex(where: { !$0.isFinite }) {
            throw .nonFiniteScore(label: label, image: image)
        }
        self.label = label
        self.scores = scores
        self.truths = truths
        positives = truths.count { $0 }
    }

    /// The same images with probabilities in place of the scores.
    ///
    /// - Throws: `nonFiniteScore` where the scaling leaves the range of numbers.
    public func calibrated(by scaling: PlattScaling) throws(EvaluationError) -> ScoredCases {
        try ScoredCases(label: label, scores: scores.map(scaling.probability(of:)), truths: truths)
    }
}
