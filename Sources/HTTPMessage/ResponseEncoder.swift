public import HTTPTypes

/// How a response is put on a connection.
public struct ResponseFraming: Sendable, Equatable {
    /// The request's method; HEAD gets no body.
    public var method: HTTPRequest.Method
    /// Whether the client spoke HTTP/1.0, which must be told when the connection stays open.
    public var isHTTP10: Bool
    /// Whether the connection stays open.
    public var keepAlive: Bool
    /// The Date field's value, see `HTTPDate`.
    public var date: String

    /// Collects the facts.
    public init(method: HTTPRequest.Method, isHTTP10: Bool, keepAlive: Bool, date: String) {
        self.method = method
        self.isHTTP10 = isHTTP10
        self.keepAlive = keepAlive
        self.date = date
    }
}

/// Writes responses (RFC 9112 section 4).
public enum ResponseEncoder {
    /// The interim answer to `Expect: 100-continue`.
    public static let continueBytes = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// Fields that the encoder alone decides about.
    private static let framingFields: Set<HTTPField.Name> = [
        .contentLength, .transferEncoding, .connection, .date, .trailer, .upgrade,
    ]

    /// Whether a body follows the head (RFC 9110 section 6.4.1).
    public static func carriesBody(_ response: Response, method: HTTPRequest.Method) -> Bool {
        method != .head && allowsContent(response.status)
    }

    /// Status line and fields up to the empty line.
    ///
    /// Control characters in values become blanks, so that no value can add a field or a response.
    public static func head(of response: Response, framing: ResponseFraming) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512)
        let code = response.status.code
        let digits = String(code)
        bytes += "HTTP/1.1 \(String(repeating: "0", count: max(0, 3 - digits.count)))\(digits) ".utf8
        append(response.status.reasonPhrase.utf8, to: &bytes)
        bytes += "\r\n".utf8
        for field in response.fields where !framingFields.contains(field.name) {
            bytes += field.name.rawName.utf8
            bytes += ": ".utf8
            field.withUnsafeBytesOfValue { append($0, to: &bytes) }
            bytes += "\r\n".utf8
        }
        bytes += "Date: \(framing.date)\r\n".utf8
        if allowsContent(response.status) { bytes += "Content-Length: \(response.body.count)\r\n".utf8 }
        if !framing.keepAlive {
            bytes += "Connection: close\r\n".utf8
        } else if framing.isHTTP10 {
            bytes += "Connection: keep-alive\r\n".utf8
        }
        bytes += "\r\n".utf8
        return bytes
    }

    private static func allowsContent(_ status: HTTPResponse.Status) -> Bool {
        status.kind != .informational && status != .noContent && status != .notModified
    }

    private static func append(_ value: some Sequence<UInt8>, to bytes: inout [UInt8]) {
        for byte in value {
            let isControl = (byte < 0x20 && byte != UInt8(ascii: "\t")) || byte == 0x7F
            bytes.append(isControl ? UInt8(ascii: " ") : byte)
        }
    }
}
