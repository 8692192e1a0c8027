/// The cleaning of openai/CLIP before lower case, which open_clip also does before the tokenizers of Hugging
/// Face: `basic_clean` and `whitespace_clean` of `clip/simple_tokenizer.py`.
enum OpenAICleaning {
    /// Repaired, references of HTML replaced twice more, white space as single blanks and none at the ends.
    static func clean(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var text = TextRepair.repair(text)
        for _ in 0..<2 { text = CharacterReferences.replace(in: text) }
        text = text.collapsingBlanks()
        if text.last == " " { text.removeLast() }
        if text.first == " " { text.removeFirst() }
        return text
    }
}
