/// A stretch of a text: a special token written out, or the text between two of them.
enum TextSegment {
    case special(Int32)
    case text(Range<Int>)
}

/// Calls `body` with the stretches of UTF-8 `bytes` in order, special tokens matched byte for byte from the left.
///
/// No special token may be the beginning of another one.
func forEachSegment(
    of bytes: [UInt8],
    separatedBy specialTokens: [(text: [UInt8], id: Int32)],
    _ body: (TextSegment) -> Void
) {
    var start = 0
    var index = 0
    while index < bytes.count {
        let match = specialTokens.first { token in
            token.text.first == bytes[index] && bytes[index...].starts(with: token.text)
        }
        guard let match, !match.text.isEmpty else {
            index += 1
            continue
        }
        if start < index { body(.text(start..<index)) }
        body(.special(match.id))
        index += match.text.count
        start = index
    }
    if start < bytes.count { body(.text(start..<bytes.count)) }
}
