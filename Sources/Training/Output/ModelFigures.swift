import Checkpoints
import Evaluation

/// What was measured on a trained model.
struct ModelFigures {
    /// From the validation split; nil where no label could be calibrated.
    var calibration: ModelCalibration?
    /// The labels that could not be calibrated, each with the reason.
    var notCalibrated: [String] = []
    /// On the test split, with thresholds from the validation split.
    var test: EvaluationReport?

    /// The sentences that follow from the figures.
    var limits: [String] {
        ["Research use only: not for diagnosis."]
    }
}
