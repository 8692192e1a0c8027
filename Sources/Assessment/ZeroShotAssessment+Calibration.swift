public import Checkpoints
import Evaluation

/// The calibration that validation images allow, and the labels that they do not.
public struct CalibrationFit: Sendable, Equatable {
    /// A label that was not calibrated, and why.
    public struct LeftOut: Sendable, Equatable, CustomStringConvertible {
        /// The label's name.
        public let label: String
        /// A sentence.
        public let reason: String

        /// The name and the reason.
        public var description: String { "\(label): \(reason)" }
    }

    /// Nil where no label could be calibrated.
    public let calibration: ModelCalibration?
    /// The other labels in the order of the label set.
    public let leftOut: [LeftOut]
}

extension ZeroShotAssessment {
    /// Images with and images without a finding that its calibration needs at least.
    public static let casesForCalibration = 5

    /// Fits a probability and an operating point for each label to these images, which should be validation
    /// images.
    ///
    /// The probability is a logistic curve over the difference of the two cosines (Platt 1999), the operating
    /// point a threshold on the softmax. Left out are labels with fewer than ``casesForCalibration`` images of
    /// either kind, labels whose score falls where the finding is there, and "No Finding".
    ///
    /// - Parameter data: One sentence on the images.
    public func calibrationFit(data: String, criterion: ModelCalibration.Criterion) -> CalibrationFit {
        var fitted: [ModelCalibration.Label] = []
        var leftOut: [CalibrationFit.LeftOut] = []
        for label in labels {
            do throws(Uncalibrated) {
                let calibration = try label.calibration(criterion)
                if let first = fitted.first(where: { $0.prompts == calibration.prompts }) {
                    throw Uncalibrated(reason: "it has the prompts of '\(first.label)'.")
                }
                fitted.append(calibration)
            } catch {
                leftOut.append(CalibrationFit.LeftOut(label: label.name, reason: error.reason))
            }
        }
        let calibration = fitted.isEmpty ? nil : ModelCalibration(data: data, labels: fitted)
        return CalibrationFit(calibration: calibration, leftOut: leftOut)
    }

    /// The calibration of ``calibrationFit(data:criterion:)``; nil where no label could be calibrated.
    public func calibration(data: String, criterion: ModelCalibration.Criterion) -> ModelCalibration? {
        calibrationFit(data: data, criterion: criterion).calibration
    }
}

/// Why a label has no calibration.
private struct Uncalibrated: Error {
    let reason: String
}

extension LabelAssessment {
    fileprivate func calibration(
        _ criterion: ModelCalibration.Criterion
    ) throws(Uncalibrated) -> ModelCalibration.Label {
        let least = ZeroShotAssessment.casesForCalibration
        guard positives >= least, negatives >= least else {
            throw Uncalibrated(
                reason:
                    "\(positives) images with the finding and \(negatives) without; \(least) of each are needed."
            )
        }
        let curve = try curve()
        guard curve.slope > 0 else {
            throw Uncalibrated(reason: "its score does not rise where the finding is there.")
        }
        guard let prompts, let choice = scored.assessed.bestThreshold(for: criterion.threshold),
            let sensitivity = choice.confusion.sensitivity, let specificity = choice.confusion.specificity
        else { throw Uncalibrated(reason: "it has no threshold.") }
        return ModelCalibration.Label(
            label: name,
            positivePrompts: prompts.positive,
            negativePrompts: prompts.negative,
            slope: curve.slope,
            intercept: curve.intercept,
            positives: positives,
            negatives: negatives,
            operatingPoint: ModelCalibration.OperatingPoint(
                softmax: choice.threshold,
                criterion: criterion,
                sensitivity: sensitivity,
                specificity: specificity
            )
        )
    }

    private func curve() throws(Uncalibrated) -> PlattScaling {
        do throws(EvaluationError) {
            if let margins = try assessedMargins { return try PlattScaling(fitting: margins) }
        } catch {
            throw Uncalibrated(reason: error.description)
        }
        throw Uncalibrated(reason: "its score is not a softmax of two cosines.")
    }
}

extension ModelCalibration.Criterion {
    fileprivate var threshold: ThresholdCriterion {
        switch self {
        case .youden: .youden
        case .f1: .f1
        case .mcc: .mcc
        }
    }
}
