/// Decodes a chunked body (RFC 9112 section 7.1), with bounds on every part that could go on for ever.
struct ChunkedBody: Sendable {
    private enum State: Sendable {
        case size
        case data(remaining: Int)
        case dataEnd
        case trailers
    }

    private let limits: HTTPLimits
    private var state = State.size
    private var scanner = LineScanner()
    private var extensionBytes = 0
    private var trailers = CollectedFields()
    private var trailerBytes = 0

    init(limits: HTTPLimits) {
        self.limits = limits
    }

    /// Takes bytes from `offset` on; returns true once the last chunk and the trailers were read.
    mutating func consume(
        _ input: Span<UInt8>,
        from offset: inout Int,
        into body: inout BodyBuffer
    ) throws(ParseError) -> Bool {
        while offset < input.count {
            switch state {
            case .size: try readSize(input, &offset, stored: body.bytes.count)
            case .data(let remaining): readData(input, &offset, remaining: remaining, into: &body)
            case .dataEnd: try readDataEnd(input, &offset)
            case .trailers:
                if try readTrailer(input, &offset) { return true }
            }
        }
        return false
    }

    private mutating func readSize(
        _ input: Span<UInt8>,
        _ offset: inout Int,
        stored: Int
    ) throws(ParseError) {
        switch try scanner.scan(input, from: &offset, limit: limits.chunkLineBytes) {
        case .incomplete: return
        case .overLimit: throw .chunkLineOverLimit(limit: limits.chunkLineBytes)
        case .complete: break
        }
        let size = try chunkSize(scanner.line, stored: stored)
        scanner.reset()
        state = size == 0 ? .trailers : .data(remaining: size)
    }

    /// Reads `HEXDIG+ [";" extension]`; extensions are counted and ignored.
    private mutating func chunkSize(_ line: [UInt8], stored: Int) throws(ParseError) -> Int {
        let digits = line.prefix { $0 != UInt8(ascii: ";") }
        extensionBytes += line.count - digits.count
        guard extensionBytes <= limits.chunkExtensionBytes else {
            throw .chunkLineOverLimit(limit: limits.chunkExtensionBytes)
        }
        guard (1...16).contains(digits.count) else { throw .malformedChunk }
        var size: UInt64 = 0
        for digit in digits {
            guard let value = hexadecimalValue(digit) else { throw .malformedChunk }
            size = size << 4 | UInt64(value)
        }
        guard let count = Int(exactly: size) else { throw .malformedChunk }
        let (total, overflow) = stored.addingReportingOverflow(count)
        guard !overflow, total <= limits.bodyBytes else {
            throw .bodyOverLimit(limit: limits.bodyBytes, received: overflow ? count : total)
        }
        return count
    }

    private mutating func readData(
        _ input: Span<UInt8>,
        _ offset: inout Int,
        remaining: Int,
        into body: inout BodyBuffer
    ) {
        let count = min(remaining, input.count - offset)
        body.append(input.extracting(offset..<(offset + count)), limit: limits.bodyBytes)
        offset += count
        state = count == remaining ? .dataEnd : .data(remaining: remaining - count)
    }

    private mutating func readDataEnd(_ input: Span<UInt8>, _ offset: inout Int) throws(ParseError) {
        switch try scanner.scan(input, from: &offset, limit: 0) {
        case .incomplete: return
        case .overLimit: throw .malformedChunk
        case .complete: break
        }
        scanner.reset()
        state = .size
    }

    /// Checks and drops one trailer field; returns true at the empty line.
    private mutating func readTrailer(_ input: Span<UInt8>, _ offset: inout Int) throws(ParseError) -> Bool {
        switch try scanner.scan(input, from: &offset, limit: limits.headerBytes - trailerBytes) {
        case .incomplete: return false
        case .overLimit: throw .headerBytesOverLimit(limit: limits.headerBytes)
        case .complete: break
        }
        if scanner.line.isEmpty { return true }
        trailerBytes += scanner.line.count + 2
        guard trailerBytes <= limits.headerBytes else {
            throw .headerBytesOverLimit(limit: limits.headerBytes)
        }
        try trailers.append(scanner.line, countLimit: limits.fieldCount)
        scanner.reset()
        return false
    }
}
