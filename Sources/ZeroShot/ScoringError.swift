/// What can go wrong between embeddings and scores.
public enum ScoringError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The prompts of one polarity have no common direction.
    case degeneratePrompts(label: String)
    /// A report has no sentence left after its sections are extracted.
    case emptyReport
    /// The encoders give values that are not numbers.
    case notFinite

    /// The cause and the remedy in one sentence.
    public var description: String {
        switch self {
        case .degeneratePrompts(let label):
            "The prompts of the label '\(label)' have no common direction; give other prompts."
        case .emptyReport:
            "The report has no sentence in its findings or impression; send the text of the report."
        case .notFinite:
            "The model gives values that are not numbers; its weights are damaged or were exported wrongly."
        }
    }
}
