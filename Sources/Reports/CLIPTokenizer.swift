/// The byte-level BPE tokenizer of OpenAI CLIP, with the ids of Hugging Face `CLIPTokenizerFast`.
///
/// Text is normalised to NFC, runs of white space become one blank, letters lower case; then it is split into words and
/// each word's bytes are joined by the merges, the last byte carrying `</w>` (Radford et al., arXiv:2103.00020).
/// `<|startoftext|>` and `<|endoftext|>` written out in a text are taken as such, in any case, as in the reference.
///
/// OpenAI's own code cleans more before the same steps: `ftfy` repairs wrongly decoded text and typographic quotes, and
/// HTML entities are replaced twice. Neither is done here, so such text differs from OpenAI's and not from Hugging
/// Face's.
public struct CLIPTokenizer: Tokenizer {
    /// The model's context length, both special tokens included.
    public let maximumTokens: Int
    /// The kind, the settings and the size of the vocabulary; says nothing about which tokens it holds.
    public let identity: String

    private let vocabulary: CLIPVocabulary
    private let specialTokens: [(text: [UInt8], id: Int32)]

    /// Reads the unpacked `bpe_simple_vocab_16e6.txt` of OpenAI or a `merges.txt`, from which the ids follow.
    ///
    /// - Parameters:
    ///   - merges: The bytes of the file: UTF-8, a `#version` header, then two tokens a line.
    ///   - vocabularySize: The rows of the model's token embedding (49408), which say how many merges of the
    ///     file count; nil if all do.
    ///   - maximumTokens: The model's context length, both special tokens included; at least 2.
    public init(
        merges: some Sequence<UInt8>,
        vocabularySize: Int? = nil,
        maximumTokens: Int = 77
    ) throws(TokenizerError) {
        try self.init(
            CLIPVocabulary(merges: Array(merges), count: vocabularySize),
            maximumTokens: maximumTokens
        )
    }

    /// Reads the `vocab.json` and `merges.txt` of Hugging Face.
    ///
    /// - Parameters:
    ///   - vocabulary: The bytes of `vocab.json`: an object from tokens to ids.
    ///   - merges: The bytes of `merges.txt`.
    ///   - maximumTokens: The model's context length, both special tokens included; at least 2.
    public init(
        vocabulary: some Sequence<UInt8>,
        merges: some Sequence<UInt8>,
        maximumTokens: Int = 77
    ) throws(TokenizerError) {
        try self.init(
            CLIPVocabulary(merges: Array(merges), json: Array(vocabulary)),
            maximumTokens: maximumTokens
        )
    }

    private init(_ vocabulary: CLIPVocabulary, maximumTokens: Int) throws(TokenizerError) {
        guard maximumTokens >= 2 else { throw .maximumTokensTooSmall(maximumTokens) }
        self.vocabulary = vocabulary
        self.maximumTokens = maximumTokens
        specialTokens = [
            (Array("<|startoftext|>".utf8), vocabulary.opening),
            (Array("<|endoftext|>".utf8), vocabulary.closing),
        ]
        identity = "clip-bpe maximum-tokens=\(maximumTokens) vocabulary=\(vocabulary.count)"
    }

    /// The ids of `text`; what is too long is cut, keeping the final special token.
    public func encode(_ text: String) -> TokenizedText {
        let bytes = CLIPWords.normalize(text)
        var body: [Int32] = []
        forEachSegment(of: bytes, separatedBy: specialTokens) { segment in
            switch segment {
            case .special(let id): body.append(id)
            case .text(let range): CLIPWords.forEachWord(in: bytes[range]) { body += pieces(of: $0) }
            }
        }
        return TokenizedText(
            opening: vocabulary.opening,
            body: body,
            closing: vocabulary.closing,
            maximumTokens: maximumTokens
        )
    }

    private func pieces(of word: ArraySlice<UInt8>) -> [Int32] {
        guard let last = word.last else { return [] }
        var ids = word.dropLast().map { vocabulary.byteIDs[Int($0)] }
        ids.append(vocabulary.finalByteIDs[Int(last)])
        return vocabulary.merges.apply(to: ids)
    }
}
