import Reports

/// What becomes of a text that has more tokens than the text encoder reads.
public enum LongTextPolicy: String, Sendable, CaseIterable {
    /// Its end is left out.
    case truncate
    /// It is read in pieces, at the ends of sentences where it can be, and the mean of their embeddings stands for it.
    case average
    /// It is refused.
    case error
}

/// A text cut into pieces that a tokenizer takes whole, but for single words that are too long.
struct TextPieces {
    let pieces: [String]

    /// Cuts between sentences, within a sentence between words, and nowhere else.
    init(_ text: String, _ tokenizer: any Tokenizer) {
        var packing = Packing(tokenizer)
        for sentence in SentenceSplitter.sentences(in: text) {
            if packing.fits(sentence) {
                packing.append(sentence)
            } else {
                for word in sentence.split(whereSeparator: \.isWhitespace) { packing.append(String(word)) }
            }
        }
        pieces = packing.finished()
    }

    /// Fills pieces one after the other.
    private struct Packing {
        private let tokenizer: any Tokenizer
        private var pieces: [String] = []
        private var piece: [String] = []
        private var tokens = 0

        init(_ tokenizer: any Tokenizer) {
            self.tokenizer = tokenizer
        }

        /// Tokens of a text but for the two special ones at its ends.
        private func count(_ text: String) -> Int {
            let encoded = tokenizer.encode(text)
            return encoded.ids.count - 2 + encoded.droppedTokens
        }

        func fits(_ text: String) -> Bool { !tokenizer.encode(text).isTruncated }

        mutating func append(_ text: String) {
            let more = count(text)
            if tokens + more > tokenizer.maximumTokens - 2 { finish() }
            piece.append(text)
            tokens += more
        }

        private mutating func finish() {
            guard !piece.isEmpty else { return }
            pieces.append(piece.joined(separator: " "))
            (piece, tokens) = ([], 0)
        }

        mutating func finished() -> [String] {
            finish()
            return pieces
        }
    }
}
