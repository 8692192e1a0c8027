package import Checkpoints
package import ZeroShot

/// One label's score. `probability`, `calibration` and `operatingPoint` are null where the model was not
/// calibrated for these very prompts: the softmax of two cosines is not a probability.
package struct ScoreItem: Sendable {
    /// Where a calibrated probability comes from.
    package struct CalibrationItem: Sendable {
        package let method: ModelCalibration.Method
        package let data: String
        package let positives: Int
        package let negatives: Int
    }

    /// Where to decide, and on which side the score lies.
    package struct OperatingPointItem: Sendable {
        package let softmax: Double
        package let criterion: ModelCalibration.Criterion
        package let sensitivity: Double
        package let specificity: Double
        package let isAbove: Bool
    }

    /// How much the image looks like one sign of the finding.
    package struct DescriptorItem: Sendable {
        package let descriptor: String
        package let positiveSimilarity: Float
        package let negativeSimilarity: Float
        package let softmax: Float
    }

    /// What one model of an ensemble says.
    package struct MemberItem: Sendable {
        package let model: String
        package let score: ScoreItem
    }

    package let label: String
    package let positiveSimilarity: Float?
    package let negativeSimilarity: Float?
    package let softmax: Float
    /// The signs that explain `softmax`; nil for a label that is scored by its own prompts.
    package let descriptors: [DescriptorItem]?
    /// The geometric mean of the signs' 1 − softmax.
    package let negativeSoftmax: Float?
    /// Whether `softmax` is greater than `negativeSoftmax`.
    package let isPresent: Bool?
    /// The scores that `softmax` is the mean of; nil for the score of a single model.
    package let members: [MemberItem]?
    package let probability: Float?
    package let calibration: CalibrationItem?
    package let operatingPoint: OperatingPointItem?

    /// Describes a score of a model with a calibration, if it has one.
    package init(_ score: LabelScore, _ calibration: ModelCalibration?) {
        label = score.label
        positiveSimilarity = score.positiveSimilarity
        negativeSimilarity = score.negativeSimilarity
        softmax = score.softmax
        descriptors = score.evidence?.descriptors.map {
            DescriptorItem(
                descriptor: $0.descriptor,
                positiveSimilarity: $0.positiveSimilarity,
                negativeSimilarity: $0.negativeSimilarity,
                softmax: $0.softmax
            )
        }
        negativeSoftmax = score.evidence?.negative
        isPresent = score.evidence?.isPresent
        members = nil
        guard let calibration, let calibrated = score.calibrated else {
            (probability, self.calibration, operatingPoint) = (nil, nil, nil)
            return
        }
        let fitted = calibrated.calibration
        probability = calibrated.probability
        self.calibration = CalibrationItem(
            method: calibration.method,
            data: calibration.data,
            positives: fitted.positives,
            negatives: fitted.negatives
        )
        operatingPoint = OperatingPointItem(
            softmax: fitted.operatingPoint.softmax,
            criterion: fitted.operatingPoint.criterion,
            sensitivity: fitted.operatingPoint.sensitivity,
            specificity: fitted.operatingPoint.specificity,
            isAbove: calibrated.isAboveOperatingPoint
        )
    }

    /// Describes the mean score of several models, which has no calibrated probability.
    ///
    /// - Parameter calibrations: The members' calibrations, where they have one, in their order.
    package init(_ score: EnsembleScore, _ calibrations: [ModelCalibration?]) {
        label = score.label
        softmax = score.softmax
        members = zip(score.parts, calibrations).map {
            MemberItem(model: $0.model, score: ScoreItem($0.score, $1))
        }
        (positiveSimilarity, negativeSimilarity, negativeSoftmax) = (nil, nil, nil)
        (descriptors, isPresent) = (nil, nil)
        (probability, calibration, operatingPoint) = (nil, nil, nil)
    }
}
