public import Checkpoints
public import Evaluation

/// What a model makes of one label in every image of a set.
public struct LabelAssessment: Sendable, Equatable {
    /// A score for each image, 0 to 1 (the softmax of two cosines, or a mean of such scores), and whether the
    /// finding is there, nil where that is uncertain or was not assessed.
    public let scored: LabelScores
    /// What the label was scored by; nil for "No Finding", which has no prompts.
    public let prompts: PromptPair?
    /// For each image the cosine with the positive prompts less the one with the negative prompts, -2 to 2; nil
    /// for "No Finding" and for the mean of several models.
    public let margins: [Double]?

    /// Puts scores, prompts and margins of the same images together.
    package init(scored: LabelScores, prompts: PromptPair?, margins: [Double]?) {
        self.scored = scored
        self.prompts = prompts
        self.margins = margins
    }

    /// The label's name in the label set.
    public var name: String { scored.name }

    /// A score for each image, 0 to 1.
    public var scores: [Double] { scored.scores }

    /// For each image whether the finding is there; nil where that is uncertain or was not assessed.
    public var truths: [Bool?] { scored.truths }

    /// Images with the finding.
    public var positives: Int { scored.assessed.positives }

    /// Images without the finding.
    public var negatives: Int { scored.assessed.negatives }

    /// The margins of the assessed images; nil where there are no margins.
    var assessedMargins: ScoredCases? {
        get throws(EvaluationError) {
            guard let margins else { return nil }
            return try LabelScores(name: name, scores: margins, truths: truths).assessed
        }
    }
}
