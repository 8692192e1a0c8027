/// Collects one line, resuming where the last bytes ended, so that a line costs one look at each byte.
///
/// Only CR LF ends a line; other control characters than tab are refused as soon as they arrive.
struct LineScanner: Sendable {
    enum Outcome {
        case incomplete
        case complete
        case overLimit
    }

    /// The line so far, without its end.
    private(set) var line: [UInt8] = []
    private var sawCarriageReturn = false

    /// Forgets the line and keeps its storage.
    mutating func reset() {
        line.removeAll(keepingCapacity: true)
        sawCarriageReturn = false
    }

    /// Takes bytes from `offset` on, up to a line's end or to `limit` bytes of the line.
    mutating func scan(
        _ input: Span<UInt8>,
        from offset: inout Int,
        limit: Int
    ) throws(ParseError) -> Outcome {
        while offset < input.count {
            if sawCarriageReturn {
                guard input[offset] == UInt8(ascii: "\n") else { throw .bareCarriageReturn }
                offset += 1
                sawCarriageReturn = false
                return .complete
            }
            let start = offset
            while offset < input.count, isText(input[offset]) { offset += 1 }
            if line.count + (offset - start) > limit { return .overLimit }
            input.extracting(start..<offset).withUnsafeBufferPointer { line.append(contentsOf: $0) }
            guard offset < input.count else { return .incomplete }
            try meet(input[offset])
            offset += 1
        }
        return .incomplete
    }

    private mutating func meet(_ byte: UInt8) throws(ParseError) {
        switch byte {
        case UInt8(ascii: "\r"): sawCarriageReturn = true
        case UInt8(ascii: "\n"): throw .bareLineFeed
        default: throw .controlCharacter
        }
    }

    /// Field-content and blanks (RFC 9110 section 5.5): tab, visible ASCII, blank, obs-text.
    private func isText(_ byte: UInt8) -> Bool {
        (byte >= 0x20 && byte != 0x7F) || byte == UInt8(ascii: "\t")
    }
}
