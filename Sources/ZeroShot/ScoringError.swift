/// What can go wrong between embeddings and scores.
public enum ScoringError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The prompts of one polarity have no common direction.
    case degeneratePrompts(label: String)
    /// A report has no sentence left after its sections are extracted.
    case emptyReport
    /// A text has more tokens than the text encoder reads, and was not to be cut; its position, counted from 0.
    case textTooLong(index: Int, maximumTokens: Int)
    /// The pieces of a long text have no common direction; its position, counted from 0.
    case degeneratePieces(index: Int)
    /// The encoders give values that are not numbers.
    case notFinite

    /// The cause and the remedy in one sentence.
    public var description: String {
        switch self {
        case .degeneratePrompts(let label):
            "The prompts of the label '\(label)' have no common direction; give other prompts."
        case .emptyReport:
            "The report has no sentence in its findings or impression; send the text of the report."
        case .textTooLong(let index, let maximum):
            "The text at index \(index) has more than the \(maximum) tokens that the text encoder reads; shorten it, or have it "
                + "truncated or averaged."
        case .degeneratePieces(let index):
            "The pieces of the text at index \(index) have no common direction; send its sentences one by one."
        case .notFinite:
            "The model gives values that are not numbers; its weights are damaged or were exported wrongly."
        }
    }
}
