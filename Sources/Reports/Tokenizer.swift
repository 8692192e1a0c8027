/// The tokens of one text, ready for a text encoder.
public struct TokenizedText: Sendable, Equatable {
    /// Vocabulary ids with the special tokens at both ends and without padding; 2 to `maximumTokens` of them.
    public let ids: [Int32]
    /// How many tokens of the text did not fit and were left out before the final special token.
    public let droppedTokens: Int

    /// Whether the text was too long and its end was left out.
    public var isTruncated: Bool { droppedTokens > 0 }

    /// Puts `body` between two special tokens and cuts it so that all fit into `maximumTokens`.
    init(opening: Int32, body: [Int32], closing: Int32, maximumTokens: Int) {
        let kept = min(body.count, max(0, maximumTokens - 2))
        ids = [opening] + body.prefix(kept) + [closing]
        droppedTokens = body.count - kept
    }
}

/// Turns text into vocabulary ids; every text has an answer, whatever its characters and its length.
public protocol Tokenizer: Sendable {
    /// The most ids that `encode(_:)` returns, special tokens included.
    var maximumTokens: Int { get }

    /// The kind, the settings and the size of the vocabulary in one line, equal in every run.
    ///
    /// Together with a digest of the vocabulary file it makes a key for stored embeddings.
    var identity: String { get }

    /// The ids of `text`; what is too long is cut, keeping the final special token.
    func encode(_ text: String) -> TokenizedText
}
