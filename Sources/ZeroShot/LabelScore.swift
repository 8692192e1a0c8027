import Checkpoints
import Foundation

/// How much an image looks like a finding.
///
/// `softmax` is the papers' score, the softmax of the two raw cosines without a temperature. It lies in a narrow band
/// around 0.5 and is not a probability.
public struct LabelScore: Sendable, Equatable {
    /// The label as it was given.
    public let label: String
    /// Cosine of the image with the positive prompts, -1 to 1; nil for "no finding", which has no prompts.
    public let positiveSimilarity: Float?
    /// Cosine of the image with the negative prompts.
    public let negativeSimilarity: Float?
    /// 1 / (1 + exp(negative − positive)), 0.12 to 0.88; for "no finding" 1 − the largest of the other labels.
    public let softmax: Float
    /// The calibrated probability and the operating point; nil where the model was not calibrated for these very
    /// prompts, and for "no finding".
    public let calibrated: CalibratedScore?

    init(label: String, positive: Float, negative: Float, calibration: ModelCalibration.Label?) {
        self.label = label
        positiveSimilarity = positive
        negativeSimilarity = negative
        let softmax = 1 / (1 + exp(negative - positive))
        self.softmax = softmax
        calibrated = calibration.map {
            CalibratedScore(positive: positive, negative: negative, softmax: softmax, calibration: $0)
        }
    }

    init(label: String, noFindingBeside others: [LabelScore]) {
        self.label = label
        positiveSimilarity = nil
        negativeSimilarity = nil
        softmax = 1 - (others.map(\.softmax).max() ?? 0)
        calibrated = nil
    }
}
