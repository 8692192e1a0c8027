import Checkpoints
import Foundation

/// How much an image looks like a finding.
///
/// `softmax` is the papers' score, the softmax of the two raw cosines without a temperature. It lies in a narrow band
/// around 0.5 and is not a probability. A label with descriptors has the geometric mean of their softmaxes in its
/// place, which is not a probability either.
public struct LabelScore: Sendable, Equatable {
    /// The label as it was given.
    public let label: String
    /// Cosine of the image with the positive prompts, -1 to 1; nil for "no finding", which has no prompts,
    /// and where the label has descriptors, which have cosines of their own.
    public let positiveSimilarity: Float?
    /// Cosine of the image with the negative prompts.
    public let negativeSimilarity: Float?
    /// 1 / (1 + exp(negative − positive)), 0.12 to 0.88; with descriptors
    /// ``DescriptorEvidence/positive``; for "no finding" 1 − the largest of the other labels.
    public let softmax: Float
    /// The calibrated probability and the operating point; nil where the model was not calibrated for these very
    /// prompts, with descriptors, and for "no finding".
    public let calibrated: CalibratedScore?
    /// The scores of the label's descriptors, which explain `softmax`; nil where it has none.
    public let evidence: DescriptorEvidence?

    init(label: String, positive: Float, negative: Float, calibration: ModelCalibration.Label?) {
        self.label = label
        positiveSimilarity = positive
        negativeSimilarity = negative
        let softmax = 1 / (1 + exp(negative - positive))
        self.softmax = softmax
        evidence = nil
        calibrated = calibration.map {
            CalibratedScore(positive: positive, negative: negative, softmax: softmax, calibration: $0)
        }
    }

    init(label: String, evidence: DescriptorEvidence) {
        self.label = label
        positiveSimilarity = nil
        negativeSimilarity = nil
        softmax = evidence.positive
        calibrated = nil
        self.evidence = evidence
    }

    init(label: String, noFindingBeside others: [LabelScore]) {
        self.label = label
        positiveSimilarity = nil
        negativeSimilarity = nil
        softmax = 1 - (others.map(\.softmax).max() ?? 0)
        calibrated = nil
        evidence = nil
    }
}
