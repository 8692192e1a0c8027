/// How well a model tells one label.
public struct LabelResult: Codable, Sendable, Equatable {
    /// How the decisions at the validation threshold turn out.
    public struct Decision: Codable, Sendable, Equatable {
        /// The score from which on the finding is called present.
        public let threshold: Double
        /// What the threshold was chosen for.
        public let criterion: ThresholdCriterion
        /// The name of the data that it was chosen on.
        public let chosenOn: String
        /// The decisions on the images of this report.
        public let confusion: ConfusionMatrix
        /// The harmonic mean of precision and sensitivity, 0 to 1.
        public let f1: Double
        /// Matthews' correlation coefficient, −1 to 1.
        public let mcc: Double
        /// The share of right decisions, 0 to 1; `nil` without images.
        public let accuracy: Double?
        /// The share of the present that is called present, 0 to 1; `nil` without positive images.
        public let sensitivity: Double?
        /// The share of the absent that is called absent, 0 to 1; `nil` without negative images.
        public let specificity: Double?
    }

    /// How far probabilities can be taken at their word.
    public struct Calibration: Codable, Sendable, Equatable {
        /// Whether the probabilities come from a curve fitted on validation data; else they are the scores themselves.
        public let isFitted: Bool
        /// The mean squared distance of probability and truth, 0 to 1.
        public let brier: Double
        /// The expected calibration error over ten bins, 0 to 1.
        public let expectedCalibrationError: Double
        /// The reliability diagram over ten bins.
        public let bins: [ReliabilityBin]
    }

    /// The label's name.
    public let name: String
    /// The number of images with the finding.
    public let positives: Int
    /// The number of images without the finding.
    public let negatives: Int
    /// The area under the ROC curve; `nil` when a class is missing.
    public let auroc: Estimate?
    /// The average precision, 0 to 1; `nil` without positive images.
    public let averagePrecision: Double?
    /// The decisions; `nil` without a threshold from validation data.
    public let decision: Decision?
    /// The calibration; `nil` without images, or when there is no fitted curve and the scores are not within 0...1.
    public let calibration: Calibration?

    init(_ cases: ScoredCases, auroc: Estimate?, choices: ValidationChoices?) throws(EvaluationError) {
        let choice = choices?[cases.label]
        name = cases.label
        positives = cases.positives
        negatives = cases.negatives
        self.auroc = auroc
        averagePrecision = cases.averagePrecision
        decision = choice.map { Decision($0.threshold, chosenOn: choices?.data ?? "", cases: cases) }
        calibration = try Calibration(cases, scaling: choice?.scaling)
    }
}

extension LabelResult.Decision {
    fileprivate init(_ choice: ThresholdChoice, chosenOn data: String, cases: ScoredCases) {
        let matrix = cases.confusion(at: choice.threshold)
        threshold = choice.threshold
        criterion = choice.criterion
        chosenOn = data
        confusion = matrix
        f1 = matrix.f1
        mcc = matrix.mcc
        accuracy = matrix.accuracy
        sensitivity = matrix.sensitivity
        specificity = matrix.specificity
    }
}

extension LabelResult.Calibration {
    fileprivate init?(_ cases: ScoredCases, scaling: PlattScaling?) throws(EvaluationError) {
        guard scaling != nil || cases.scores.allSatisfy({ (0...1).contains($0) }) else { return nil }
        var probabilities = cases
        if let scaling { probabilities = try cases.calibrated(by: scaling) }
        guard let brier = try probabilities.brierScore(),
            let error = try probabilities.expectedCalibrationError()
        else { return nil }
        isFitted = scaling != nil
        self.brier = brier
        expectedCalibrationError = error
        bins = try probabilities.reliability()
    }
}
