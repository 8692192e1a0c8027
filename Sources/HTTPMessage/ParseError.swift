public import HTTPTypes

/// Why a request was refused before any handler saw it.
public enum ParseError: Error, Equatable, Sendable {
    case malformedRequestLine
    case malformedTarget
    case malformedEscape
    case dotSegment
    case unsupportedVersion
    case unsupportedMethod
    case bareLineFeed
    case bareCarriageReturn
    case controlCharacter
    case tooManyEmptyLines(limit: Int)
    case malformedField
    case obsoleteFolding
    case missingHost
    case repeatedHost
    case malformedHost
    case repeatedContentLength
    case malformedContentLength
    case contentLengthWithTransferEncoding
    case transferEncodingBeforeHTTP11
    case malformedTransferEncoding
    case unsupportedTransferEncoding
    case unsupportedExpectation
    case malformedChunk
    case chunkLineOverLimit(limit: Int)
    case requestLineOverLimit(limit: Int)
    case headerBytesOverLimit(limit: Int)
    case fieldCountOverLimit(limit: Int)
    /// `received` is the Content-Length, or what had arrived of a chunked body.
    case bodyOverLimit(limit: Int, received: Int)
}

extension ParseError {
    /// The status the refusal is answered with.
    public var status: HTTPResponse.Status {
        switch self {
        case .unsupportedVersion: .httpVersionNotSupported
        case .unsupportedMethod, .unsupportedTransferEncoding: .notImplemented
        case .unsupportedExpectation: .expectationFailed
        case .requestLineOverLimit: .uriTooLong
        case .headerBytesOverLimit, .fieldCountOverLimit: .requestHeaderFieldsTooLarge
        case .bodyOverLimit: .contentTooLarge
        default: .badRequest
        }
    }

    /// The last part of the problem type `urn:hilum:problem:<slug>`.
    public var slug: String {
        switch self {
        case .unsupportedVersion: "unsupported-version"
        case .unsupportedMethod, .unsupportedTransferEncoding: "not-implemented"
        case .unsupportedExpectation: "expectation-failed"
        case .requestLineOverLimit: "target-too-long"
        case .headerBytesOverLimit, .fieldCountOverLimit: "header-fields-too-large"
        case .bodyOverLimit: "too-large"
        default: "bad-request"
        }
    }

    /// The limit that was passed, in bytes or field lines.
    public var limit: Int? {
        switch self {
        case .tooManyEmptyLines(let limit), .chunkLineOverLimit(let limit), .requestLineOverLimit(let limit),
            .headerBytesOverLimit(let limit), .fieldCountOverLimit(let limit), .bodyOverLimit(let limit, _):
            limit
        default: nil
        }
    }

    /// The refusal as a problem document.
    public var problem: Problem {
        var problem = Problem(status: status, slug: slug, detail: description)
        problem.limit = limit
        if case .bodyOverLimit(_, let received) = self { problem.received = received }
        return problem
    }
}

extension ParseError: CustomStringConvertible {
    /// One plain sentence: the cause, and what to send instead.
    public var description: String {
        switch self {
        case .malformedRequestLine, .malformedTarget, .malformedEscape, .dotSegment, .unsupportedVersion,
            .unsupportedMethod, .requestLineOverLimit:
            requestLineSentence
        case .bareLineFeed, .bareCarriageReturn, .controlCharacter, .tooManyEmptyLines, .malformedField,
            .obsoleteFolding, .headerBytesOverLimit, .fieldCountOverLimit:
            lineSentence
        default: framingSentence
        }
    }

    private var requestLineSentence: String {
        switch self {
        case .malformedTarget: "The request target is malformed; send a path that starts with a slash."
        case .malformedEscape:
            "The path or query holds an invalid percent escape; escape its UTF-8 bytes as %XX."
        case .dotSegment: "The path holds a . or .. segment; send the path in its final form."
        case .unsupportedVersion: "Only HTTP/1.1 and HTTP/1.0 are spoken here."
        case .unsupportedMethod: "CONNECT is not offered: this server is not a proxy."
        case .requestLineOverLimit(let limit): "The request line is longer than \(limit) bytes."
        default: "The request line is malformed; send METHOD SP target SP HTTP/1.1."
        }
    }

    private var lineSentence: String {
        switch self {
        case .bareLineFeed: "A line ends in LF alone; end every line with CR LF."
        case .bareCarriageReturn: "A CR stands without its LF; end every line with CR LF."
        case .controlCharacter: "The head holds a control character."
        case .tooManyEmptyLines(let limit): "More than \(limit) empty lines precede the request line."
        case .obsoleteFolding: "A header field is folded over several lines; send it on one line."
        case .headerBytesOverLimit(let limit): "The header fields are larger than \(limit) bytes together."
        case .fieldCountOverLimit(let limit): "The request has more than \(limit) header fields."
        default: "A header field is malformed; send name, colon, value, without a blank before the colon."
        }
    }

    private var framingSentence: String {
        switch self {
        case .missingHost: "An HTTP/1.1 request needs a Host field."
        case .repeatedHost: "The Host field stands more than once."
        case .malformedHost: "The Host field is not a host with an optional port."
        case .repeatedContentLength: "Content-Length stands more than once."
        case .malformedContentLength: "Content-Length is not a number of 1 to 18 digits."
        case .contentLengthWithTransferEncoding:
            "Content-Length and Transfer-Encoding exclude each other; send one of them."
        case .transferEncodingBeforeHTTP11: "Transfer-Encoding needs HTTP/1.1."
        case .malformedTransferEncoding: "Transfer-Encoding is malformed; send chunked alone."
        case .unsupportedTransferEncoding: "The only transfer encoding spoken here is chunked."
        case .unsupportedExpectation: "The only expectation known here is 100-continue."
        case .chunkLineOverLimit(let limit): "Chunk lines or chunk extensions are longer than \(limit) bytes."
        case .bodyOverLimit(let limit, let received):
            "The body has \(received) bytes or more; at most \(limit) are taken."
        default: "The chunked body is malformed."
        }
    }
}
