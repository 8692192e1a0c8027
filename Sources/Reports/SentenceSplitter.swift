/// Cuts report text into sentences.
///
/// A sentence ends at `.`, `!`, `?` or `。` before white space, at an empty line and before a list item on a new line.
/// List numbers (`1.`), decimals (`2.5 cm`), initials, ellipses and abbreviations (`e.g.`, `Dr.`, `a.m.`) end none.
public struct SentenceSplitter {
    private let text: ArraySlice<Unicode.Scalar>
    private var sentences: [String] = []
    private var start = 0
    /// Where the first word of the current sentence begins.
    private var firstWord = 0
    /// The number that the next item of a list would have, while a list is being read.
    private var nextItem: Int?

    /// The sentences of `text` in order, none without a letter or digit, white space within as single blanks.
    public static func sentences(in text: String) -> [String] {
        var splitter = SentenceSplitter(text: Array(text.unicodeScalars)[...])
        splitter.split()
        return splitter.sentences
    }

    private init(text: ArraySlice<Unicode.Scalar>) {
        self.text = text
        beginSentence(at: 0)
    }

    private mutating func split() {
        var index = 0
        while index < text.count {
            let scalar = text[index]
            if scalar == "\n" {
                index = readLineEnd(at: index)
            } else if SentenceEnd.isTerminator(scalar) {
                index = readTerminator(at: index)
            } else {
                index += 1
            }
        }
        endSentence(at: text.count)
    }

    private mutating func readLineEnd(at index: Int) -> Int {
        var next = index
        var newlines = 0
        while next < text.count, text[next].isBlank {
            if text[next] == "\n" { newlines += 1 }
            next += 1
        }
        if newlines > 1 || ListItem.begins(at: next, in: text) { endSentence(at: index) }
        return next
    }

    private mutating func readTerminator(at index: Int) -> Int {
        var end = index + 1
        while end < text.count, SentenceEnd.isTerminator(text[end]) { end += 1 }
        let terminators = text[index..<end]
        while end < text.count, SentenceEnd.isCloser(text[end]) { end += 1 }
        if terminators.count == 1, text[index] == "." {
            let word = SentenceEnd.word(before: index, in: text, from: start)
            if let item = itemNumber(word, dotAt: index) {
                if word.startIndex > firstWord { endSentence(at: word.startIndex) }
                nextItem = item + 1
                return end
            }
            if SentenceEnd.continues(after: word, at: end, in: text) { return end }
        } else if terminators.allSatisfy({ $0 == "." }), terminators.count > 2 {
            return end
        } else if end < text.count, !text[end].isBlank, text[index] != "。" {
            return end
        }
        endSentence(at: end)
        return end
    }

    /// The number of the list item that `word` and the dot after it begin; nil where they begin none.
    private func itemNumber(_ word: ArraySlice<Unicode.Scalar>, dotAt dot: Int) -> Int? {
        guard (1...2).contains(word.count), let number = SentenceEnd.number(word),
            dot + 1 < text.count, text[dot + 1].isBlank
        else { return nil }
        if word.startIndex == firstWord { return number }
        // A list whose items have no full stop: only the expected number before a capital begins the next.
        guard number == nextItem, SentenceEnd.capitalFollows(dot + 1, in: text) else { return nil }
        return number
    }

    private mutating func beginSentence(at index: Int) {
        start = index
        firstWord = index
        while firstWord < text.count, text[firstWord].isBlank || text[firstWord] == "(" {
            firstWord += 1
        }
    }

    private mutating func endSentence(at end: Int) {
        var sentence: [UInt8] = []
        var hasWords = false
        for scalar in text[start..<end] {
            if !scalar.isBlank {
                sentence.append(utf8: scalar)
                hasWords = hasWords || scalar.isWordCharacter
            } else if let last = sentence.last, last != 0x20 {
                sentence.append(0x20)
            }
        }
        if sentence.last == 0x20 { sentence.removeLast() }
        beginSentence(at: end)
        if hasWords { sentences.append(String(decoding: sentence, as: UTF8.self)) }
    }
}
