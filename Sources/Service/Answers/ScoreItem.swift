package import Checkpoints
package import ZeroShot

/// One label's score. `probability`, `calibration` and `operatingPoint` are null where the model was not
/// calibrated for these very prompts: the softmax of two cosines is not a probability.
package struct ScoreItem: Encodable, Sendable {
    /// Where a calibrated probability comes from.
    package struct CalibrationItem: Encodable, Sendable {
        package let method: ModelCalibration.Method
        package let data: String
        package let positives: Int
        package let negatives: Int
    }

    /// Where to decide, and on which side the score lies.
    package struct OperatingPointItem: Encodable, Sendable {
        package let softmax: Double
        package let criterion: ModelCalibration.Criterion
        package let sensitivity: Double
        package let specificity: Double
        package let isAbove: Bool
    }

    package let label: String
    package let positiveSimilarity: Float?
    package let negativeSimilarity: Float?
    package let softmax: Float
    package let probability: Float?
    package let calibration: CalibrationItem?
    package let operatingPoint: OperatingPointItem?

    /// Describes a score of a model with a calibration, if it has one.
    package init(_ score: LabelScore, _ calibration: ModelCalibration?) {
        label = score.label
        positiveSimilarity = score.positiveSimilarity
        negativeSimilarity = score.negativeSimilarity
        softmax = score.softmax
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

    private enum CodingKeys: String, CodingKey {
        case label, positiveSimilarity, negativeSimilarity, softmax, probability, calibration, operatingPoint
    }

    /// Writes every field, null where there is no value.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(label, forKey: .label)
        try container.encode(positiveSimilarity, forKey: .positiveSimilarity)
        try container.encode(negativeSimilarity, forKey: .negativeSimilarity)
        try container.encode(softmax, forKey: .softmax)
        try container.encode(probability, forKey: .probability)
        try container.encode(calibration, forKey: .calibration)
        try container.encode(operatingPoint, forKey: .operatingPoint)
    }
}
