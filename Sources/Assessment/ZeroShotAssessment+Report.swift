public import Evaluation

extension ZeroShotAssessment {
    /// What a report calls things, and how thresholds are chosen.
    public struct ReportSubject: Sendable {
        /// The model or ensemble.
        public var model = "The model"
        /// These images.
        public var data = "the test split"
        /// The images that thresholds come from.
        public var validationData = "the validation split"
        /// What a threshold makes as large as possible on the validation images.
        public var criterion = ThresholdCriterion.youden
        /// Groups of labels with a mean of their own, such as base and rare ones.
        public var groups: [LabelGroup] = []

        /// The default names, the Youden index and no groups.
        public init() {}
    }

    /// Works out the figures of these images: areas under the ROC curve with intervals, and decisions at thresholds
    /// that other images gave.
    ///
    /// - Parameters:
    ///   - validation: What the same model made of the validation images; without it, and for labels that these
    ///     do not allow a threshold for, there are no decisions.
    ///   - resamples: Bootstrap resamples of the images, 1 to 1,000,000.
    /// - Throws: ``AssessmentError/evaluation(_:)``.
    public func report(
        thresholdsFrom validation: ZeroShotAssessment?,
        resamples: Int,
        seed: UInt64,
        subject: ReportSubject = ReportSubject()
    ) throws(AssessmentError) -> EvaluationReport {
        do throws(EvaluationError) {
            var named = EvaluationReport.Subject(
                model: subject.model,
                data: subject.data,
                groups: subject.groups
            )
            if let validation {
                named.choices = try ValidationChoices(
                    on: validation.labelScores,
                    data: subject.validationData,
                    criterion: subject.criterion
                )
            }
            let bootstrap = try Bootstrap(resamples: resamples, seed: seed)
            return try EvaluationReport(of: labelScores, subject: named, bootstrap: bootstrap)
        } catch {
            throw .evaluation(error)
        }
    }

    /// Compares the macro AUROC with that of another model on the same images.
    ///
    /// - Throws: ``AssessmentError/differentImages``, ``AssessmentError/evaluation(_:)``.
    public func comparison(
        with other: ZeroShotAssessment,
        resamples: Int,
        seed: UInt64
    ) throws(AssessmentError) -> PairedComparison {
        guard images == other.images else { throw .differentImages }
        do throws(EvaluationError) {
            return try Bootstrap(resamples: resamples, seed: seed).compare(
                labelScores,
                with: other.labelScores
            )
        } catch {
            throw .evaluation(error)
        }
    }
}
