/// Why figures cannot be worked out.
public enum EvaluationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A label has not as many scores as truths.
    case countMismatch(label: String, scores: Int, truths: Int)
    /// The score of an image, counted from 0, is not a number or infinite.
    case nonFiniteScore(label: String, image: Int)
    /// A probability of an image, counted from 0, is below 0 or above 1.
    case probabilityOutOfRange(label: String, image: Int)
    /// There is no label or no image.
    case nothingToEvaluate
    /// Two labels have the same name.
    case repeatedLabel(String)
    /// A label has scores of another number of images than the first label.
    case differentImageCounts(label: String, images: Int, expected: Int)
    /// Two sets of scores that belong together do not name the same labels in the same order.
    case differentLabels
    /// Two sets of scores that belong together do not have the same truths for a label.
    case differentTruths(label: String)
    /// A fit needs images with and without the finding.
    case missingClass(label: String, positives: Int, negatives: Int)
    /// A fit needs scores that differ.
    case constantScores(label: String)
    /// The fit of a label did not settle.
    case noConvergence(label: String)
    /// A setting is out of its range; the reason names the value and the range.
    case invalidSetting(name: String, reason: String)
    /// A class number or a number of values does not fit the others; the reason names both.
    case inconsistentInput(reason: String)

    /// The cause and the remedy.
    public var description: String {
        switch self {
        case .countMismatch(let label, let scores, let truths):
            "\(label) has \(scores) scores for \(truths) truths. Give one of each per image."
        case .nonFiniteScore(let label, let image):
            "The score of image \(image) for \(label) is not a finite number. Check the model's weights and the image."
        case .probabilityOutOfRange(let label, let image):
            "The score of image \(image) for \(label) is not within 0...1. Calibrate the scores first."
        case .nothingToEvaluate:
            "There is nothing to evaluate. Give at least one label and one image."
        case .repeatedLabel(let label):
            "The label \(label) is given twice. Give every label once."
        case .differentImageCounts(let label, let images, let expected):
            "\(label) has \(images) images, the first label \(expected). Score the same images for every label."
        case .differentLabels:
            "The sets of scores do not name the same labels in the same order. Score them with one label set."
        case .differentTruths(let label):
            "The sets of scores differ in the truths of \(label). Score the same images in the same order."
        case .missingClass(let label, let positives, let negatives):
            "\(label) has \(positives) positive and \(negatives) negative images. Give images of both kinds."
        case .constantScores(let label):
            "All scores of \(label) are the same. Check the prompts and the model."
        case .noConvergence(let label):
            "The calibration of \(label) does not settle. Check the range of its scores."
        case .invalidSetting(let name, let reason):
            "The setting \(name) \(reason). Correct it."
        case .inconsistentInput(let reason):
            "The input contradicts itself: \(reason). Correct it."
        }
    }
}
