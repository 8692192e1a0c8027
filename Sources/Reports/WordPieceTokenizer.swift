/// The WordPiece tokenizer of BERT, with the ids of Hugging Face `BertTokenizerFast`.
///
/// Text is cleaned, ideographs are set apart, accents and case are dropped if the vocabulary is lower-cased,
/// words are split at blanks and punctuation, and each word is covered greedily by the longest pieces of the
/// vocabulary, continuations being written with `##` (Wu et al., arXiv:1609.08144; Devlin et al.,
/// arXiv:1810.04805). The special tokens written out in a text are taken as such before any cleaning, as in
/// the reference.
public struct WordPieceTokenizer: Tokenizer {
    /// The most ids a text gets, `[CLS]` and `[SEP]` included.
    public let maximumTokens: Int
    /// The kind, the settings and the size of the vocabulary; says nothing about which tokens it holds.
    public let identity: String

    private let trie: ByteTrie
    private let continuation: Int?
    private let specialTokens: [(text: [UInt8], id: Int32)]
    private let normalizer: BertNormalizer
    private let repairsText: Bool
    private let unknown: Int32
    private let opening: Int32
    private let closing: Int32

    /// More characters than this make a word unknown (the limit of the reference).
    private static let maximumWordCharacters = 100

    /// Reads a `vocab.txt`: UTF-8, one token a line, the id being the line's position from 0.
    ///
    /// - Parameters:
    ///   - vocabulary: The bytes of the file.
    ///   - lowercases: Whether case and accents are dropped, as the text encoder was trained.
    ///   - maximumTokens: The most ids a text gets, `[CLS]` and `[SEP]` included; at least 2.
    ///   - repairsText: Whether garbled text is repaired and references of HTML are replaced first, as in
    ///     open_clip 3.3.0 (``CLIPCleaning/openAI``, with the case kept).
    public init(
        vocabulary: some Sequence<UInt8>,
        lowercases: Bool,
        maximumTokens: Int,
        repairsText: Bool = false
    ) throws(TokenizerError) {
        guard maximumTokens >= 2 else { throw .maximumTokensTooSmall(maximumTokens) }
        let lines = try vocabularyLines(Array(vocabulary))
        if lines.isEmpty { throw .emptyVocabulary }
        let positions = try positions(ofLines: lines)
        func id(_ token: String) throws(TokenizerError) -> Int32 {
            guard let position = positions[Array(token.utf8)] else { throw .missingSpecialToken(token) }
            return Int32(clamping: position)
        }
        unknown = try id("[UNK]")
        opening = try id("[CLS]")
        closing = try id("[SEP]")
        specialTokens = ["[UNK]", "[SEP]", "[PAD]", "[CLS]", "[MASK]"].compactMap { token in
            let text = Array(token.utf8)
            return positions[text].map { (text, Int32(clamping: $0)) }
        }
        trie = ByteTrie(lines)
        continuation = trie.walk(from: ByteTrie.root, over: "##".utf8)
        normalizer = BertNormalizer(lowercases: lowercases)
        self.maximumTokens = maximumTokens
        self.repairsText = repairsText
        identity =
            "wordpiece lowercases=\(lowercases) maximum-tokens=\(maximumTokens) vocabulary=\(lines.count)"
            + (repairsText ? " repairs-text" : "")
    }

    /// The ids of `text`; what is too long is cut, keeping the final special token.
    public func encode(_ text: String) -> TokenizedText {
        var body: [Int32] = []
        let bytes = repairsText ? OpenAICleaning.clean(Array(text.unicodeScalars)).utf8 : Array(text.utf8)
        forEachSegment(of: bytes, separatedBy: specialTokens) { segment in
            switch segment {
            case .special(let id): body.append(id)
            case .text(let range): appendWords(of: bytes[range], to: &body)
            }
        }
        return TokenizedText(opening: opening, body: body, closing: closing, maximumTokens: maximumTokens)
    }

    private func appendWords(of bytes: ArraySlice<UInt8>, to ids: inout [Int32]) {
        var word: [UInt8] = []
        var characters = 0
        func endWord() {
            if characters > 0 { appendPieces(of: word, characters: characters, to: &ids) }
            word.removeAll(keepingCapacity: true)
            characters = 0
        }
        for scalar in normalizer.normalize(bytes) {
            if scalar == " " {
                endWord()
                continue
            }
            let standsAlone = BertCharacters.isPunctuation(scalar)
            if standsAlone { endWord() }
            if characters <= Self.maximumWordCharacters { word.append(utf8: scalar) }
            characters += 1
            if standsAlone { endWord() }
        }
        endWord()
    }

    private func appendPieces(of word: [UInt8], characters: Int, to ids: inout [Int32]) {
        let before = ids.count
        var start = 0
        var node: Int? = ByteTrie.root
        while start < word.count, characters <= Self.maximumWordCharacters {
            guard let piece = longestPiece(of: word, from: start, node: node) else { break }
            ids.append(piece.id)
            start = piece.end
            node = continuation
        }
        if start < word.count {
            ids.removeSubrange(before...)
            ids.append(unknown)
        }
    }

    private func longestPiece(of word: [UInt8], from start: Int, node: Int?) -> (id: Int32, end: Int)? {
        guard var node else { return nil }
        var longest: (Int32, Int)?
        for index in start..<word.count {
            guard let following = trie.step(from: node, over: word[index]) else { break }
            node = following
            if let id = trie.id(at: node) { longest = (id, index + 1) }
        }
        return longest
    }
}
