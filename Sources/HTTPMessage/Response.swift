public import HTTPTypes

/// What a handler answers: status, fields, and the whole body.
///
/// Framing fields (Content-Length, Transfer-Encoding, Connection's keep-alive, Date) are the encoder's
/// business; `Connection: close` is honoured.
public struct Response: Sendable, Equatable {
    /// Status and header fields.
    public var head: HTTPResponse
    /// The body; not sent for HEAD, but counted in Content-Length.
    public var body: [UInt8]

    /// The status.
    public var status: HTTPResponse.Status {
        get { head.status }
        set { head.status = newValue }
    }

    /// The header fields.
    public var fields: HTTPFields {
        get { head.headerFields }
        set { head.headerFields = newValue }
    }

    /// Makes a response with fields and body as given.
    public init(status: HTTPResponse.Status, fields: HTTPFields = [:], body: [UInt8] = []) {
        self.head = HTTPResponse(status: status, headerFields: fields)
        self.body = body
    }

    /// Makes a response whose body is of one media type.
    public init(status: HTTPResponse.Status, contentType: String, body: [UInt8]) {
        self.init(status: status, fields: [.contentType: contentType], body: body)
    }

    /// Makes a response of plain UTF-8 text.
    public init(status: HTTPResponse.Status = .ok, text: String) {
        self.init(status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
    }
}
