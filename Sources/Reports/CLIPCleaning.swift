/// How a CLIP tokenizer cleans text before it is split into words.
///
/// It belongs to the model: a text encoder has to see text as it saw it in training.
public enum CLIPCleaning: String, Codable, Sendable, CaseIterable {
    /// NFC, white space as blanks, each letter lower case by itself: Hugging Face `CLIPTokenizerFast`.
    case huggingFace = "hugging-face"
    /// What is garbled is repaired, character references of HTML are replaced, white space becomes blanks,
    /// words lower case: `clip.simple_tokenizer` of openai/CLIP, with which CheXzero, CXR-CML and SLIP work
    /// as well.
    ///
    /// The repair is that of ftfy 6.3.1; references are replaced by it and then twice by Python's rules; case
    /// and NFC are those of Python 3.11 (Unicode 14).
    case openAI = "openai"
    /// The same, with `<start_of_text>` and `<end_of_text>` for the special tokens written out:
    /// `SimpleTokenizer` of open_clip 3.3.0.
    case openCLIP = "open-clip"

    /// The version of Unicode in Python 3.11, by which the references repair text and lower its case.
    static let unicodeOfPython = 14

    /// How the special tokens are written out in a text.
    var specialTokens: (opening: String, closing: String) {
        self == .openCLIP ? ("<start_of_text>", "<end_of_text>") : ("<|startoftext|>", "<|endoftext|>")
    }

    /// The text as UTF-8, in which all white space is single blanks.
    func clean(_ text: String) -> [UInt8] {
        let scalars = Array(text.unicodeScalars)
        return switch self {
        case .huggingFace: lowercased(CanonicalNormalization.compose(scalars).collapsingBlanks()).utf8
        case .openAI, .openCLIP: PythonLowercasing.lowercased(OpenAICleaning.clean(scalars)).utf8
        }
    }
}
