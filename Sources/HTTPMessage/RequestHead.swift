public import HTTPTypes

/// How a request's body is delimited (RFC 9112 section 6).
public enum BodyFraming: Sendable, Equatable {
    /// No body, or one of length 0.
    case none
    /// A body of that many bytes, at least one.
    case length(Int)
    /// A chunked body of unknown length.
    case chunked
}

/// A checked request head: everything before the body.
public struct RequestHead: Sendable, Equatable {
    /// Method, scheme, authority, raw target as `path`, and fields without Host.
    public let request: HTTPRequest
    /// The decoded target.
    public let target: RequestTarget
    /// How the body is delimited.
    public let framing: BodyFraming
    /// Whether the client spoke HTTP/1.0.
    public let isHTTP10: Bool
    /// Whether the client wants the connection kept open (RFC 9112 section 9.3).
    public let keepAlive: Bool
    /// Whether the client waits for 100 before it sends the body (RFC 9110 section 10.1.1).
    public let expectsContinue: Bool

    /// Makes the head of a request that was not read from a connection.
    package init(request: HTTPRequest, target: RequestTarget) {
        self.request = request
        self.target = target
        self.framing = .none
        self.isHTTP10 = false
        self.keepAlive = true
        self.expectsContinue = false
    }

    /// Checks the fields that decide about framing and persistence, once the head is complete.
    init(line: RequestLine, fields: CollectedFields, bodyLimit: Int) throws(ParseError) {
        guard fields.hosts.count <= 1 else { throw .repeatedHost }
        let host = fields.hosts.first
        guard line.isHTTP10 || host != nil else { throw .missingHost }
        request = HTTPRequest(
            method: line.method,
            scheme: "http",
            authority: line.target.authority ?? host,
            path: line.target.raw,
            headerFields: fields.fields
        )
        target = line.target
        isHTTP10 = line.isHTTP10
        framing = try Self.framing(fields.fields, isHTTP10: line.isHTTP10, limit: bodyLimit)
        let options = listElements(fields.fields[values: .connection])
        keepAlive = !options.contains("close") && (!line.isHTTP10 || options.contains("keep-alive"))
        let expectations = listElements(fields.fields[values: .expect])
        guard expectations.allSatisfy({ $0 == "100-continue" }) else { throw .unsupportedExpectation }
        expectsContinue = !expectations.isEmpty && !line.isHTTP10 && framing != .none
    }

    private static func framing(
        _ fields: HTTPFields,
        isHTTP10: Bool,
        limit: Int
    ) throws(ParseError) -> BodyFraming {
        let lengths = fields[values: .contentLength]
        if fields.contains(.transferEncoding) {
            // RFC 9112 6.1: both together, or the coding on HTTP/1.0, point to a smuggling attempt.
            guard lengths.isEmpty else { throw .contentLengthWithTransferEncoding }
            guard !isHTTP10 else { throw .transferEncodingBeforeHTTP11 }
            try checkTransferEncoding(fields[values: .transferEncoding])
            return .chunked
        }
        guard lengths.count <= 1 else { throw .repeatedContentLength }
        guard let text = lengths.first else { return .none }
        guard (1...18).contains(text.utf8.count), text.utf8.allSatisfy(ByteSet.digit.contains),
            let length = Int(text)
        else { throw .malformedContentLength }
        guard length <= limit else { throw .bodyOverLimit(limit: limit, received: length) }
        return length == 0 ? .none : .length(length)
    }

    /// Lets only a single `chunked` pass: unknown codings are 501, misplaced ones 400 (RFC 9112 6.1).
    private static func checkTransferEncoding(_ values: [String]) throws(ParseError) {
        let codings = listElements(values)
        guard codings.allSatisfy({ $0 == "chunked" }) else { throw .unsupportedTransferEncoding }
        guard codings.count == 1, values.count == 1 else { throw .malformedTransferEncoding }
    }
}

/// The elements of a comma-separated field, lower-cased, without empty ones (RFC 9110 section 5.6.1).
func listElements(_ values: [String]) -> [String] {
    values.flatMap { $0.utf8.split(separator: UInt8(ascii: ",")) }
        .map { lowercasedASCIIString(trimmingOptionalWhitespace(Array($0)[...])) }
        .filter { !$0.isEmpty }
}

/// The three parts of a request line (RFC 9112 section 3).
struct RequestLine {
    let method: HTTPRequest.Method
    let target: RequestTarget
    let isHTTP10: Bool

    init(_ line: [UInt8]) throws(ParseError) {
        let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, parts[0].allSatisfy(ByteSet.token.contains),
            let method = HTTPRequest.Method(asciiString(parts[0]))
        else { throw .malformedRequestLine }
        self.method = method
        isHTTP10 = try Self.isHTTP10(parts[2])
        target = try RequestTarget(parts[1], method: method)
    }

    private static func isHTTP10(_ version: ArraySlice<UInt8>) throws(ParseError) -> Bool {
        if version.elementsEqual("HTTP/1.1".utf8) { return false }
        if version.elementsEqual("HTTP/1.0".utf8) { return true }
        let digits = version.dropFirst(5)
        let isVersion =
            version.starts(with: "HTTP/".utf8) && digits.count == 3
            && digits.enumerated().allSatisfy { index, byte in
                index == 1 ? byte == UInt8(ascii: ".") : ByteSet.digit.contains(byte)
            }
        throw isVersion ? .unsupportedVersion : .malformedRequestLine
    }
}

/// The field lines of one head, as far as they have arrived.
struct CollectedFields {
    private(set) var fields = HTTPFields()
    private(set) var hosts: [String] = []
    private(set) var count = 0

    /// Takes one field line in (RFC 9112 section 5).
    mutating func append(_ line: [UInt8], countLimit: Int) throws(ParseError) {
        guard line.first != UInt8(ascii: " "), line.first != UInt8(ascii: "\t") else {
            throw .obsoleteFolding
        }
        count += 1
        guard count <= countLimit else { throw .fieldCountOverLimit(limit: countLimit) }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0,
            line[..<colon].allSatisfy(ByteSet.token.contains),
            let name = HTTPField.Name(asciiString(line[..<colon]))
        else { throw .malformedField }
        let value = trimmingOptionalWhitespace(line[(colon + 1)...])
        if name.canonicalName == "host" {
            guard isAuthority(value) else { throw .malformedHost }
            hosts.append(asciiString(value))
        } else {
            fields.append(HTTPField(name: name, lenientValue: value))
        }
    }
}
