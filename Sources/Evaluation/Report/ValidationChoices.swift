/// What was chosen for each label on validation data: a threshold and a calibration. Never on test data.
public struct ValidationChoices: Codable, Sendable, Equatable {
    /// What was chosen for one label.
    public struct Choice: Codable, Sendable, Equatable {
        /// The label's name.
        public let label: String
        /// The validation images with the finding, 1 or more.
        public let positives: Int
        /// The validation images without the finding, 1 or more.
        public let negatives: Int
        /// The threshold and what it reached on the validation images.
        public let threshold: ThresholdChoice
        /// The curve from scores to probabilities; `nil` when all validation scores are the same.
        public let scaling: PlattScaling?
    }

    /// The name of the validation data.
    public let data: String
    /// One choice per label that has both classes in the validation data.
    public let choices: [Choice]
    /// The labels without a choice, since they have no positive or no negative validation image.
    public let leftOut: [String]

    /// Chooses on the scores of validation images.
    ///
    /// - Parameter data: The name of the validation data, for the report.
    /// - Throws: `nothingToEvaluate`, `repeatedLabel`, `differentImageCounts` or `noConvergence`.
    public init(
        on validation: [LabelScores],
        data: String,
        criterion: ThresholdCriterion
    ) throws(EvaluationError) {
        _ = try validation.imageCount()
        var choices: [Choice] = []
        for cases in validation.map(\.assessed) {
            guard let threshold = cases.bestThreshold(for: criterion) else { continue }
            choices.append(
                Choice(
                    label: cases.label,
                    positives: cases.positives,
                    negatives: cases.negatives,
                    threshold: threshold,
                    scaling: try Self.scaling(of: cases)
                )
            )
        }
        self.data = data
        self.choices = choices
        leftOut = MacroAUROC(of: validation).leftOut
    }

    /// The choice for a label, if there is one.
    public subscript(label: String) -> Choice? { choices.first { $0.label == label } }

    private static func scaling(of cases: ScoredCases) throws(EvaluationError) -> PlattScaling? {
        do {
            return try PlattScaling(fitting: cases)
        } catch .constantScores {
            return nil
        }
    }
}
