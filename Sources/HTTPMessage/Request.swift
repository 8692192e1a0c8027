public import HTTPTypes

/// One name and value of the query, percent-decoded.
public struct QueryItem: Sendable, Hashable {
    /// The decoded name; empty for `?=value`.
    public var name: String
    /// The decoded value; empty where no `=` was sent.
    public var value: String

    /// Makes an item from decoded texts.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// A complete, checked request as handlers see it.
public struct Request: Sendable {
    /// Method, scheme, authority (from Host or an absolute target), raw target as `path`, and fields
    /// without Host.
    public var head: HTTPRequest
    /// The path's segments, percent-decoded once: `/v1/a%2Fb` is `["v1", "a/b"]`, `/` is `[""]`.
    public var pathSegments: [String]
    /// The query in order of appearance, percent-decoded, with `+` as a blank.
    public var query: [QueryItem]
    /// The body without its transfer encoding.
    public var body: [UInt8]
    /// Whether there is a body that was not read, because it makes no difference to the answer.
    public var isBodyUnread = false
    /// The peer's numeric address without port; empty where there is none.
    public var remoteAddress: String
    /// The peer's numeric address without port, IPv4 mapped into IPv6 written as IPv4; nil where the peer has
    /// none, as over a Unix socket or without a connection.
    public var peerAddress: String? { remoteAddress.isEmpty ? nil : remoteAddress }
    /// When the request's first byte arrived.
    public var receivedAt: ContinuousClock.Instant
    /// When the server will give up on the handler, where it will.
    public var deadline: ContinuousClock.Instant?

    /// The method.
    public var method: HTTPRequest.Method { head.method }
    /// The header fields.
    public var fields: HTTPFields { head.headerFields }
    /// The decoded path, for logs and messages; routing goes by `pathSegments`. `*` for `OPTIONS *`.
    public var path: String {
        pathSegments.isEmpty ? "*" : "/" + pathSegments.joined(separator: "/")
    }

    /// Makes a request from a parsed head and its body.
    public init(
        head: RequestHead,
        body: [UInt8] = [],
        remoteAddress: String = "",
        receivedAt: ContinuousClock.Instant = .now
    ) {
        self.head = head.request
        self.pathSegments = head.target.segments
        self.query = head.target.query
        self.body = body
        self.remoteAddress = remoteAddress
        self.receivedAt = receivedAt
    }

    /// Makes a request without a connection, as tests and command-line tools need it.
    ///
    /// `target` is a path with an optional query, percent-encoded: `/v1/score?label=Edema`.
    public init(
        method: HTTPRequest.Method,
        target: String,
        fields: HTTPFields = [:],
        body: [UInt8] = []
    ) throws(ParseError) {
        let parsed = try RequestTarget(Array(target.utf8)[...], method: method)
        let request = HTTPRequest(
            method: method,
            scheme: "http",
            authority: parsed.authority ?? "localhost",
            path: parsed.raw,
            headerFields: fields
        )
        self.init(head: RequestHead(request: request, target: parsed), body: body)
    }

    /// The decoded values of one query name, in order.
    public func queryValues(_ name: String) -> [String] {
        query.filter { $0.name == name }.map(\.value)
    }
}

/// Answers one request; it is cancelled when the peer goes away or the handling deadline passes.
public typealias RequestHandler = @Sendable (Request) async -> Response
