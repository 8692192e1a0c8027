public import Evaluation

/// Why a model cannot be assessed.
public enum AssessmentError: Error, Equatable, Sendable, CustomStringConvertible {
    /// There is no image to assess the model with.
    case noImages
    /// No image could be used; the first and why.
    case noUsableImages(count: Int, first: SkippedImage)
    /// The manifest does not have these labels.
    case unknownLabels([String], available: [String])
    /// The model does not give embeddings.
    case model(reason: String)
    /// Two assessments are not of the same images.
    case differentImages
    /// The scores cannot be evaluated.
    case evaluation(EvaluationError)
    /// None of the images has a text.
    case noTexts

    /// The cause and the remedy.
    public var description: String {
        switch self {
        case .noImages:
            "There are no images to assess the model with. Choose another split or manifest."
        case .noUsableImages(let count, let first):
            "None of the \(count) images can be used; the first is \(first)"
        case .unknownLabels(let names, let available):
            "The manifest has no label \(Self.list(names)). The labels that it has are: \(Self.list(available))."
        case .model(let reason):
            "The model gives no embeddings: \(reason)"
        case .differentImages:
            "The models could not use the same images. Remove the skipped ones from the manifest."
        case .evaluation(let error):
            error.description
        case .noTexts:
            "None of the images has a report. Choose a manifest with texts."
        }
    }

    private static func list(_ names: [String]) -> String {
        names.isEmpty ? "none" : names.map { "'\($0)'" }.joined(separator: ", ")
    }
}
