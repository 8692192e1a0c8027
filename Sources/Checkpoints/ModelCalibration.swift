/// How the scores of some labels become probabilities, and where to decide, as fitted on validation data.
///
/// It holds for data like those it was fitted on: another share of positive images gives other probabilities.
public struct ModelCalibration: Codable, Sendable, Equatable {
    /// How a score becomes a probability.
    public enum Method: String, Codable, Sendable {
        /// A logistic curve with two parameters (Platt 1999).
        case platt
    }

    /// What an operating point makes as large as possible on the validation data.
    public enum Criterion: String, Codable, Sendable {
        /// Sensitivity + specificity − 1 (Youden 1950).
        case youden
        /// The harmonic mean of precision and recall.
        case f1
        /// Matthews' correlation coefficient.
        case mcc
    }

    /// The score from which on a label counts as present.
    public struct OperatingPoint: Codable, Sendable, Equatable {
        /// A softmax of the two cosines, 0 to 1; a score of this value or more is above the point.
        public var softmax: Double
        /// What it was chosen for.
        public var criterion: Criterion
        /// The share of positive validation images above the point, 0 to 1.
        public var sensitivity: Double
        /// The share of negative validation images below the point, 0 to 1.
        public var specificity: Double

        /// An operating point, checked with the description that it becomes part of.
        public init(softmax: Double, criterion: Criterion, sensitivity: Double, specificity: Double) {
            self.softmax = softmax
            self.criterion = criterion
            self.sensitivity = sensitivity
            self.specificity = specificity
        }

        /// Whether a softmax of two cosines lies at or above the point.
        public func isReached(by softmax: Float) -> Bool { Double(softmax) >= self.softmax }
    }

    /// The calibration of one label, which holds for its prompts only.
    public struct Label: Codable, Sendable, Equatable {
        /// The name it was fitted under, for the reader.
        public var label: String
        /// The prompts that it was fitted with, 1 or more.
        public var positivePrompts: [String]
        /// The prompts that it was fitted with, 1 or more.
        public var negativePrompts: [String]
        /// Factor of the difference of the cosines, more than 0.
        public var slope: Double
        /// Added to the product.
        public var intercept: Double
        /// Validation images with the finding, 1 or more.
        public var positives: Int
        /// Validation images without it, 1 or more.
        public var negatives: Int
        /// Where to decide.
        public var operatingPoint: OperatingPoint

        /// A label's calibration, checked with the description that it becomes part of.
        public init(
            label: String,
            positivePrompts: [String],
            negativePrompts: [String],
            slope: Double,
            intercept: Double,
            positives: Int,
            negatives: Int,
            operatingPoint: OperatingPoint
        ) {
            self.label = label
            self.positivePrompts = positivePrompts
            self.negativePrompts = negativePrompts
            self.slope = slope
            self.intercept = intercept
            self.positives = positives
            self.negatives = negatives
            self.operatingPoint = operatingPoint
        }

        /// What tells the label from others: its prompts.
        public var prompts: PromptPair { PromptPair(positive: positivePrompts, negative: negativePrompts) }
    }

    /// One sentence on the validation data.
    public var data: String
    /// How a score becomes a probability.
    public var method: Method
    /// 1 to 1,000 labels, no two with the same prompts.
    public var labels: [Label]

    /// A calibration, checked with the description that it becomes part of.
    public init(data: String, method: Method = .platt, labels: [Label]) {
        self.data = data
        self.method = method
        self.labels = labels
    }
}
