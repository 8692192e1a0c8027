/// Cuts a multipart body at its boundaries, in one pass and without copying (RFC 2046 section 5.1.1).
struct MultipartSplitter {
    /// CR LF, two hyphens, the boundary.
    private let delimiter: [UInt8]
    private var rest: ArraySlice<UInt8>
    private var isAtEnd = false

    /// Takes the first boundary off, which must open the body.
    init(body: ArraySlice<UInt8>, boundary: [UInt8]) throws(MultipartError) {
        delimiter = Array("\r\n--".utf8) + boundary
        rest = body
        guard body.starts(with: delimiter[2...]) else { throw .missingFirstBoundary }
        rest = body.dropFirst(delimiter.count - 2)
        try endBoundaryLine()
    }

    /// The next part, header and body, up to the CR LF that belongs to its closing boundary.
    mutating func next() throws(MultipartError) -> ArraySlice<UInt8>? {
        if isAtEnd { return nil }
        guard let end = nextDelimiter() else { throw .missingFinalBoundary }
        let part = rest[..<end]
        rest = rest[(end + delimiter.count)...]
        try endBoundaryLine()
        return part
    }

    /// After a boundary stands CR LF, or two hyphens and the end.
    private mutating func endBoundaryLine() throws(MultipartError) {
        let following = rest.prefix(2)
        rest = rest.dropFirst(2)
        if following.elementsEqual("--".utf8) {
            guard rest.isEmpty || rest.elementsEqual("\r\n".utf8) else { throw .bytesBehindFinalBoundary }
            isAtEnd = true
        } else if following.count < 2 {
            throw .missingFinalBoundary
        } else if !following.elementsEqual("\r\n".utf8) {
            throw .malformedBoundaryLine
        }
    }

    /// Where the next delimiter starts. CR stands only at its beginning, so after a partial match the search
    /// goes on behind it: one look at each byte.
    private func nextDelimiter() -> Int? {
        rest.withUnsafeBufferPointer { bytes in
            var position = 0
            while position + delimiter.count <= bytes.count {
                var matched = 0
                while matched < delimiter.count, bytes[position + matched] == delimiter[matched] {
                    matched += 1
                }
                if matched == delimiter.count { return rest.startIndex + position }
                position += max(matched, 1)
            }
            return nil
        }
    }
}
