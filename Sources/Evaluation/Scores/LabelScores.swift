/// What a model says about one label for every image of a data set, and what is true.
public struct LabelScores: Sendable, Equatable {
    /// The label's name.
    public let name: String
    /// One finite number per image, the larger the likelier; any unit.
    public let scores: [Double]
    /// Whether the finding is present, one entry per image; `nil` where nobody assessed it.
    public let truths: [Bool?]
    /// The images whose truth is known, in the same order.
    public let assessed: ScoredCases

    /// Puts scores and truths of the same images together.
    ///
    /// - Throws: `countMismatch`, or `nonFiniteScore`, also for an image that was not assessed.
    public init(name: String, scores: [Double], truths: [Bool?]) throws(EvaluationError) {
        guard scores.count == truths.count else {
            throw .countMismatch(label: name, scores: scores.count, truths: truths.count)
        }
        if let image = scores.firstIndex(where: { !$0.isFinite }) {
            throw .nonFiniteScore(label: name, image: image)
        }
        self.name = name
        self.scores = scores
        self.truths = truths
        let known = truths.indices.filter { truths[$0] != nil }
        assessed = try ScoredCases(
            label: name,
            scores: known.map { scores[$0] },
            truths: known.compactMap { truths[$0] }
        )
    }
}

extension [LabelScores] {
    /// The number of images, which is the same for every label.
    ///
    /// - Throws: `nothingToEvaluate`, `repeatedLabel` or `differentImageCounts`.
    func imageCount() throws(EvaluationError) -> Int {
        guard let images = first?.scores.count, images > 0 else { throw .nothingToEvaluate }
        var names: Set<String> = []
        for label in self {
            guard names.insert(label.name).inserted else { throw .repeatedLabel(label.name) }
            guard label.scores.count == images else {
                throw .differentImageCounts(label: label.name, images: label.scores.count, expected: images)
            }
        }
        return images
    }

    /// Checks that another model was asked about the same labels and images.
    func requireSameTruths(as others: [LabelScores]) throws(EvaluationError) {
        guard map(\.name) == others.map(\.name) else { throw .differentLabels }
        for (label, other) in zip(self, others) where label.truths != other.truths {
            throw .differentTruths(label: label.name)
        }
    }
}
