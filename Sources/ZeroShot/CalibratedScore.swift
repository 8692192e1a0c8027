public import Checkpoints

/// What a calibration makes of a label's cosines.
public struct CalibratedScore: Sendable, Equatable {
    /// The calibrated probability, 0 to 1: how often the finding is there among validation images with this score.
    public let probability: Float
    /// Whether the softmax lies at or above the operating point.
    public let isAboveOperatingPoint: Bool
    /// The calibration that was used.
    public let calibration: ModelCalibration.Label

    init(positive: Float, negative: Float, softmax: Float, calibration: ModelCalibration.Label) {
        probability = calibration.probability(positiveSimilarity: positive, negativeSimilarity: negative)
        isAboveOperatingPoint = calibration.operatingPoint.isReached(by: softmax)
        self.calibration = calibration
    }
}
