/// Removes de-identification marks from a section and tidies its white space.
///
/// Marks are `XXXX` (Open-i) and `___` (MIMIC-CXR) and longer runs. Punctuation that only made sense with a mark goes
/// with it. White space becomes one blank, or an empty line between paragraphs, or a line end before a list item.
struct ReportTidying {
    private var result: [Unicode.Scalar] = []
    private var gap = Gap.none
    private var followsMark = false

    private enum Gap: Comparable { case none, blank, line, paragraph }

    /// The tidied text; nil where no letter and no digit is left.
    static func tidy(_ content: ArraySlice<Unicode.Scalar>) -> String? {
        var tidying = ReportTidying()
        tidying.read(content)
        return tidying.result.contains(where: \.isWordCharacter) ? String(scalars: tidying.result) : nil
    }

    private mutating func read(_ content: ArraySlice<Unicode.Scalar>) {
        var index = content.startIndex
        while index < content.endIndex {
            if content[index].isBlank {
                index = readGap(content, from: index)
            } else if let end = markEnd(content, from: index) {
                index = end
                followsMark = true
                // What joins the mark to the next word: `XXXX-year-old`, `XXXX/XXXX`.
                if index < content.endIndex, content[index] == "-" || content[index] == "/" { index += 1 }
            } else {
                append(content[index])
                index += 1
            }
        }
    }

    private mutating func readGap(_ content: ArraySlice<Unicode.Scalar>, from start: Int) -> Int {
        var index = start
        var newlines = 0
        while index < content.endIndex, content[index].isBlank {
            if content[index] == "\n" { newlines += 1 }
            index += 1
        }
        let isItem = newlines > 0 && ListItem.begins(at: index, in: content)
        gap = max(gap, newlines > 1 ? .paragraph : isItem ? .line : .blank)
        return index
    }

    private func markEnd(_ content: ArraySlice<Unicode.Scalar>, from start: Int) -> Int? {
        let minimum: Int
        switch content[start] {
        case "X": minimum = 4
        case "_": minimum = 3
        default: return nil
        }
        var end = start
        while end < content.endIndex, content[end] == content[start] { end += 1 }
        return end - start >= minimum ? end : nil
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        if followsMark {
            if scalar == ")", result.last == "(" {
                result.removeLast()
                if result.last == " " {
                    result.removeLast()
                    gap = max(gap, .blank)
                }
                return
            }
            if ".,;:)".unicodeScalars.contains(scalar) {
                if gap <= .blank { gap = .none }
                let isStranded = result.last.map { ".,;:(".unicodeScalars.contains($0) } ?? true
                if isStranded, scalar != ")" {
                    // `male, XXXX.` ends as a sentence does.
                    if scalar == ".", let last = result.last, ",;:".unicodeScalars.contains(last) {
                        result[result.count - 1] = scalar
                    }
                    gap = max(gap, .blank)
                    return
                }
            }
        }
        followsMark = false
        if !result.isEmpty { appendGap() }
        gap = .none
        result.append(scalar)
    }

    private mutating func appendGap() {
        switch gap {
        case .none: break
        case .blank: result.append(" ")
        case .line: result.append("\n")
        case .paragraph: result += ["\n", "\n"]
        }
    }
}

/// The number or bullet that begins an item of a list.
enum ListItem {
    /// Whether `1.`, `12)` or one of `- * •`, and then white space, stands at `index`.
    static func begins(at index: Int, in text: ArraySlice<Unicode.Scalar>) -> Bool {
        guard index < text.endIndex else { return false }
        var end = index
        if "-*•".unicodeScalars.contains(text[index]) {
            end += 1
        } else {
            while end < text.endIndex, end < index + 2, ("0"..."9").contains(text[end]) { end += 1 }
            guard end > index, end < text.endIndex, text[end] == "." || text[end] == ")" else { return false }
            end += 1
        }
        return end < text.endIndex && text[end].isBlank
    }
}
