/// Finds text that was decoded in the wrong encoding and decodes it again (`fix_encoding` of ftfy 6.3.1).
///
/// A text that looks wrong is written in each encoding that holds its characters; the first whose bytes are
/// UTF-8 gives the text that was meant. Where none does, stretches that look like UTF-8 are repaired one by
/// one. All of it is done again until nothing changes. ftfy knows no bound for that; here it ends when each
/// character was looked at 16 times, so that the work is linear in the length of the text.
struct EncodingRepair {
    /// How many characters may be looked at yet.
    private var allowance: Int

    /// - Parameter length: The number of characters of the text.
    init(length: Int) { allowance = 16 * max(length, 64) }

    /// The text that was meant.
    mutating func repair(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var text = text
        while allowance >= text.count {
            allowance -= text.count
            let repaired = step(text)
            if repaired == text { break }
            text = repaired
        }
        return text
    }

    private mutating func step(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        if text.allSatisfy(\.isASCII) || !MojibakeRules.apply(to: text) { return text }
        for encoding in SingleByteEncoding.all {
            if let bytes = encoding.encode(text), let decoded = Self.decode(bytes, from: encoding) {
                return decoded
            }
        }
        let repaired = repairStretches(of: text)
        return repaired != text ? repaired : Self.replaceControls(in: text)
    }

    private static func decode(_ bytes: [UInt8], from encoding: SingleByteEncoding) -> [Unicode.Scalar]? {
        var bytes = bytes
        if encoding.readsNoBreakSpace, let restored = MojibakeBytes.restoringNoBreakSpaces(in: bytes) {
            bytes = restored
        }
        if encoding.marksLosses { bytes = MojibakeBytes.replacingLosses(in: bytes) }
        return MojibakeBytes.decode(bytes)
    }

    /// Repairs what looks like UTF-8 amid other text.
    private mutating func repairStretches(of text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        let classes = text.map(MojibakeClasses.of)
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            let follows = index > 0 && classes[index - 1].contains(.strictContinuation)
            let end = follows ? index : Self.endOfStretch(classes, from: index)
            if end == index {
                result.append(text[index])
                index += 1
            } else {
                let stretch = Array(text[index..<end])
                let isPart = stretch.count < text.count && MojibakeRules.apply(to: stretch)
                result += isPart ? repair(stretch) : stretch
                index = end
            }
        }
        return result
    }

    private static func endOfStretch(_ classes: [MojibakeClasses], from start: Int) -> Int {
        var index = start
        while let length = sequenceLength(classes, index) { index += length }
        return index
    }

    private static func sequenceLength(_ classes: [MojibakeClasses], _ index: Int) -> Int? {
        guard index < classes.count else { return nil }
        let kinds: [(MojibakeClasses, Int)] = [(.firstOfTwo, 2), (.firstOfThree, 3), (.firstOfFour, 4)]
        return kinds.first { first, length in
            classes[index].contains(first) && index + length <= classes.count
                && classes[index + 1..<index + length].allSatisfy { $0.contains(.continuation) }
        }?.1
    }

    /// Takes the control characters U+0080 to U+009F for the bytes of windows-1252, as browsers do.
    static func replaceControls(in text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        text.map { scalar in
            guard (0x80...0x9F).contains(scalar.value) else { return scalar }
            return SingleByteEncoding.windows1252.character(of: UInt8(truncatingIfNeeded: scalar.value))
        }
    }
}
