import Evaluation

extension ZeroShotAssessment {
    /// What several models make of the same images together: for each label the mean of their scores (Tiu et al.
    /// 2022).
    ///
    /// - Throws: ``AssessmentError/noImages`` for no members, ``AssessmentError/differentImages`` and
    ///   ``AssessmentError/evaluation(_:)`` where they were not given the same images and labels.
    public init(averaging members: [ZeroShotAssessment]) throws(AssessmentError) {
        guard let first = members.first else { throw .noImages }
        guard members.allSatisfy({ $0.images == first.images }) else { throw .differentImages }
        let means: [LabelScores]
        do throws(EvaluationError) {
            means = try LabelScores.ensemble(members.map(\.labelScores))
        } catch {
            throw .evaluation(error)
        }
        let labels = zip(means, first.labels).map {
            LabelAssessment(scored: $0, prompts: $1.prompts, margins: nil)
        }
        self.init(labels: labels, images: first.images)
    }
}
