/// Why a vocabulary or its settings cannot make a tokenizer; lines count from 1.
public enum TokenizerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The vocabulary or the merge list holds nothing.
    case emptyVocabulary
    /// A line is not UTF-8.
    case invalidUTF8(line: Int)
    /// A line repeats the token or merge of an earlier line.
    case duplicateEntry(line: Int, firstLine: Int)
    /// The vocabulary lacks a token without which no text can be encoded.
    case missingSpecialToken(String)
    /// A line of the merge list is not two tokens separated by one blank.
    case malformedMerge(line: Int)
    /// A merge uses or makes a token that the vocabulary does not hold.
    case unknownMergeToken(line: Int)
    /// The vocabulary is not a JSON object from tokens to different ids from 0 upwards.
    case malformedVocabulary
    /// The merge list is too short for the vocabulary size of the model.
    case tooFewMerges(found: Int, needed: Int)
    /// The limit of tokens leaves no room for the two special tokens.
    case maximumTokensTooSmall(Int)

    /// The cause and what to do about it.
    public var description: String {
        switch self {
        case .emptyVocabulary:
            "The vocabulary is empty; supply the file that came with the checkpoint."
        case .invalidUTF8(let line):
            "Line \(line) of the vocabulary is not UTF-8; supply the text file unpacked and unconverted."
        case .duplicateEntry(let line, let firstLine):
            "Line \(line) of the vocabulary repeats line \(firstLine); supply the original file."
        case .missingSpecialToken(let token):
            "The vocabulary has no \(token) token; supply the vocabulary of the text encoder itself."
        case .malformedMerge(let line):
            "Line \(line) of the merge list is not two tokens separated by one blank; supply the original file."
        case .unknownMergeToken(let line):
            "Line \(line) of the merge list needs a token that the vocabulary does not hold; "
                + "supply the merges and the vocabulary of the same model."
        case .malformedVocabulary:
            "The vocabulary is not a JSON object from tokens to different ids; supply the model's vocab.json."
        case .tooFewMerges(let found, let needed):
            "The merge list has \(found) merges and the model needs \(needed); "
                + "supply the merge list of the same model."
        case .maximumTokensTooSmall(let limit):
            "A limit of \(limit) tokens has no room for the two special tokens; set at least 2."
        }
    }
}
