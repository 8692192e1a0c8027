public import Evaluation
import ZeroShot

extension TextAssessment {
    /// The most pairs of an image and a report that are compared.
    public static let maximumPairs = 100_000_000

    /// How often an image finds its report among the different reports, and a report one of its images; equal
    /// reports are one. Nil where there are more than ``maximumPairs`` pairs.
    ///
    /// - Throws: ``AssessmentError/evaluation(_:)``.
    public func retrieval() throws(AssessmentError) -> Retrieval? {
        let (pairs, overflow) = images.count.multipliedReportingOverflow(by: reports.count)
        guard !overflow, pairs <= Self.maximumPairs else { return nil }
        var similarities: [Float] = []
        similarities.reserveCapacity(pairs)
        for image in images {
            for report in reports { similarities.append(image.cosine(with: report)) }
        }
        do throws(EvaluationError) {
            return try Retrieval(similarities: similarities, textOfImage: reportOfImage)
        } catch {
            throw .evaluation(error)
        }
    }
}
