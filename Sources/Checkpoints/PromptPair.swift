import Foundation

/// The prompts of both polarities that a label is scored by, as they compare: trimmed of white space, in
/// normalisation form C, in any order, since a polarity is the mean of its prompts.
public struct PromptPair: Hashable, Sendable {
    /// Prompts that say the finding is there, sorted.
    public let positive: [String]
    /// Prompts that say the finding is not there, sorted.
    public let negative: [String]

    /// Trims and sorts prompts.
    public init(positive: [String], negative: [String]) {
        self.positive = positive.map(Self.trimmed).sorted()
        self.negative = negative.map(Self.trimmed).sorted()
    }

    /// A prompt as it is embedded: without white space around it, in normalisation form C.
    public static func trimmed(_ prompt: String) -> String {
        prompt.trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCanonicalMapping
    }
}
