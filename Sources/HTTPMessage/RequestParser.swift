/// What the parser found.
public enum ParserEvent: Sendable, Equatable {
    /// A head whose body is still to come; requests without a body skip this event.
    case bodyExpected(RequestHead)
    /// A complete request.
    case request(RequestHead, body: [UInt8])
}

/// An incremental, strict HTTP/1.1 request parser (RFC 9112): a value without input or output.
///
/// Feed it whatever bytes have arrived; it looks at each byte once and stops after each event, so that
/// pipelined bytes stay with the caller. After an error it repeats that error.
public struct RequestParser: Sendable {
    private enum State: Sendable {
        case requestLine
        case fields
        case body(remaining: Int)
        case chunks
    }

    private enum Step {
        case needsInput
        case progressed
        case event(ParserEvent)
    }

    private let limits: HTTPLimits
    private var state = State.requestLine
    private var failure: ParseError?
    private var scanner = LineScanner()
    private var emptyLines = 0
    private var requestLine: RequestLine?
    private var fields = CollectedFields()
    private var headerBytes = 0
    private var head: RequestHead?
    private var chunks: ChunkedBody
    private var body = BodyBuffer()

    /// Makes a parser that waits for a request line.
    public init(limits: HTTPLimits = HTTPLimits()) {
        self.limits = limits
        self.chunks = ChunkedBody(limits: limits)
    }

    /// Bytes of the body stored so far.
    public var bufferedBodyBytes: Int { body.bytes.count }

    /// Takes bytes from `offset` on and moves it behind what was taken.
    ///
    /// Returns nil when all bytes were taken and more are needed.
    public mutating func consume(
        _ input: Span<UInt8>,
        from offset: inout Int
    ) throws(ParseError) -> ParserEvent? {
        if let failure { throw failure }
        do throws(ParseError) {
            while true {
                switch try advance(input, &offset) {
                case .needsInput: return nil
                case .progressed: continue
                case .event(let event): return event
                }
            }
        } catch {
            failure = error
            body = BodyBuffer()
            throw error
        }
    }

    private mutating func advance(_ input: Span<UInt8>, _ offset: inout Int) throws(ParseError) -> Step {
        switch state {
        case .requestLine: try readRequestLine(input, &offset)
        case .fields: try readField(input, &offset)
        case .body(let remaining): readBody(input, &offset, remaining: remaining)
        case .chunks: try readChunks(input, &offset)
        }
    }

    private mutating func readRequestLine(
        _ input: Span<UInt8>,
        _ offset: inout Int
    ) throws(ParseError) -> Step {
        switch try scanner.scan(input, from: &offset, limit: limits.requestLineBytes) {
        case .incomplete: return .needsInput
        case .overLimit: throw .requestLineOverLimit(limit: limits.requestLineBytes)
        case .complete: break
        }
        defer { scanner.reset() }
        if scanner.line.isEmpty {
            emptyLines += 1
            guard emptyLines <= limits.leadingEmptyLines else {
                throw .tooManyEmptyLines(limit: limits.leadingEmptyLines)
            }
            return .progressed
        }
        requestLine = try RequestLine(scanner.line)
        state = .fields
        return .progressed
    }

    private mutating func readField(_ input: Span<UInt8>, _ offset: inout Int) throws(ParseError) -> Step {
        switch try scanner.scan(input, from: &offset, limit: limits.headerBytes - headerBytes) {
        case .incomplete: return .needsInput
        case .overLimit: throw .headerBytesOverLimit(limit: limits.headerBytes)
        case .complete: break
        }
        defer { scanner.reset() }
        if scanner.line.isEmpty { return try finishHead() }
        headerBytes += scanner.line.count + 2
        guard headerBytes <= limits.headerBytes else {
            throw .headerBytesOverLimit(limit: limits.headerBytes)
        }
        try fields.append(scanner.line, countLimit: limits.fieldCount)
        return .progressed
    }

    private mutating func finishHead() throws(ParseError) -> Step {
        guard let requestLine else { throw .malformedRequestLine }
        let head = try RequestHead(line: requestLine, fields: fields, bodyLimit: limits.bodyBytes)
        self.head = head
        switch head.framing {
        case .none: return finishRequest()
        case .length(let count):
            body.expect(count)
            state = .body(remaining: count)
        case .chunked: state = .chunks
        }
        return .event(.bodyExpected(head))
    }

    private mutating func readBody(_ input: Span<UInt8>, _ offset: inout Int, remaining: Int) -> Step {
        let count = min(remaining, input.count - offset)
        body.append(input.extracting(offset..<(offset + count)))
        offset += count
        guard count == remaining else {
            state = .body(remaining: remaining - count)
            return .needsInput
        }
        return finishRequest()
    }

    private mutating func readChunks(_ input: Span<UInt8>, _ offset: inout Int) throws(ParseError) -> Step {
        guard try chunks.consume(input, from: &offset, into: &body) else { return .needsInput }
        return finishRequest()
    }

    private mutating func finishRequest() -> Step {
        guard let head else { return .needsInput }
        let event = ParserEvent.request(head, body: body.bytes)
        self = RequestParser(limits: limits)
        return .event(event)
    }
}
