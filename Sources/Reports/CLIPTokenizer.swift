/// The byte-level BPE tokenizer of OpenAI CLIP, with the ids of OpenAI's own code or of Hugging Face
/// `CLIPTokenizerFast`.
///
/// Text is cleaned as ``CLIPCleaning`` says and split into words; each word's bytes are joined by the merges,
/// the last byte carrying `</w>` (Radford et al., arXiv:2103.00020). The special tokens written out in a text
/// are taken as such, in any case, as in the references.
public struct CLIPTokenizer: Tokenizer {
    /// The model's context length, both special tokens included.
    public let maximumTokens: Int
    /// The kind, the settings and the size of the vocabulary; says nothing about which tokens it holds.
    public let identity: String

    private let cleaning: CLIPCleaning
    private let words: CLIPWords
    private let vocabulary: CLIPVocabulary
    private let specialTokens: [(text: [UInt8], id: Int32)]

    /// Reads the unpacked `bpe_simple_vocab_16e6.txt` of OpenAI or a `merges.txt`, from which the ids follow.
    ///
    /// - Parameters:
    ///   - merges: The bytes of the file: UTF-8, a `#version` header, then two tokens a line.
    ///   - vocabularySize: The rows of the model's token embedding (49408), which say how many merges of the
    ///     file count; nil if all do.
    ///   - maximumTokens: The model's context length, both special tokens included; at least 2.
    ///   - cleaning: How text is cleaned before it is split into words.
    public init(
        merges: some Sequence<UInt8>,
        vocabularySize: Int? = nil,
        maximumTokens: Int = 77,
        cleaning: CLIPCleaning = .huggingFace
    ) throws(TokenizerError) {
        try self.init(
            CLIPVocabulary(merges: Array(merges), count: vocabularySize),
            maximumTokens: maximumTokens,
            cleaning: cleaning
        )
    }

    /// Reads the `vocab.json` and `merges.txt` of Hugging Face.
    ///
    /// - Parameters:
    ///   - vocabulary: The bytes of `vocab.json`: an object from tokens to ids.
    ///   - merges: The bytes of `merges.txt`.
    ///   - maximumTokens: The model's context length, both special tokens included; at least 2.
    ///   - cleaning: How text is cleaned before it is split into words.
    public init(
        vocabulary: some Sequence<UInt8>,
        merges: some Sequence<UInt8>,
        maximumTokens: Int = 77,
        cleaning: CLIPCleaning = .huggingFace
    ) throws(TokenizerError) {
        try self.init(
            CLIPVocabulary(merges: Array(merges), json: Array(vocabulary)),
            maximumTokens: maximumTokens,
            cleaning: cleaning
        )
    }

    private init(
        _ vocabulary: CLIPVocabulary,
        maximumTokens: Int,
        cleaning: CLIPCleaning
    ) throws(TokenizerError) {
        guard maximumTokens >= 2 else { throw .maximumTokensTooSmall(maximumTokens) }
        self.vocabulary = vocabulary
        self.maximumTokens = maximumTokens
        self.cleaning = cleaning
        words = CLIPWords(cleaning)
        let (opening, closing) = cleaning.specialTokens
        specialTokens = [
            (Array(opening.utf8), vocabulary.opening), (Array(closing.utf8), vocabulary.closing),
        ]
        // Hugging Face's goes without saying, as in the keys of embeddings that are stored already.
        let settings = cleaning == .huggingFace ? "" : " cleaning=\(cleaning.rawValue)"
        identity = "clip-bpe maximum-tokens=\(maximumTokens) vocabulary=\(vocabulary.count)\(settings)"
    }

    /// The ids of `text`; what is too long is cut, keeping the final special token.
    public func encode(_ text: String) -> TokenizedText {
        let bytes = cleaning.clean(text)
        var body: [Int32] = []
        // Hugging Face finds special tokens before words, OpenAI's pattern only where a word may begin.
        forEachSegment(of: bytes, separatedBy: cleaning == .huggingFace ? specialTokens : []) { segment in
            switch segment {
            case .special(let id): body.append(id)
            case .text(let range): words.forEachWord(in: bytes[range]) { body += ids(of: $0) }
            }
        }
        return TokenizedText(
            opening: vocabulary.opening,
            body: body,
            closing: vocabulary.closing,
            maximumTokens: maximumTokens
        )
    }

    private func ids(of word: ArraySlice<UInt8>) -> [Int32] {
        guard let last = word.last else { return [] }
        if word.first == UInt8(ascii: "<"),
            let special = specialTokens.first(where: { $0.text.elementsEqual(word) })
        {
            return [special.id]
        }
        var ids = word.dropLast().map { vocabulary.byteIDs[Int($0)] }
        ids.append(vocabulary.finalByteIDs[Int(last)])
        return vocabulary.merges.apply(to: ids)
    }
}
