public import HTTPTypes

/// A problem document (RFC 9457) for refusals that happen before or around a handler.
public struct Problem: Sendable, Equatable {
    /// The status of the answer.
    public var status: HTTPResponse.Status
    /// The last part of the type `urn:hilum:problem:<slug>`.
    public var slug: String
    /// A short name of the kind of problem; the default is the status's reason phrase.
    public var title: String
    /// One plain sentence about this occurrence.
    public var detail: String
    /// The request's identifier, where one is known.
    public var requestID: String?
    /// The limit that was passed.
    public var limit: Int?
    /// What was received instead.
    public var received: Int?
    /// After how many seconds trying again makes sense; sent as Retry-After.
    public var retryAfterSeconds: Int?

    /// Makes a problem titled with the status's reason phrase.
    public init(status: HTTPResponse.Status, slug: String, detail: String) {
        self.status = status
        self.slug = slug
        self.title = status.reasonPhrase
        self.detail = detail
    }

    /// The document as `application/problem+json`, with Retry-After where that is known.
    public var response: Response {
        var members = [
            #""type":\#(jsonString("urn:hilum:problem:\(slug)"))"#,
            #""title":\#(jsonString(title))"#,
            #""status":\#(status.code)"#,
            #""detail":\#(jsonString(detail))"#,
        ]
        if let requestID { members.append(#""requestId":\#(jsonString(requestID))"#) }
        if let limit { members.append(#""limit":\#(limit)"#) }
        if let received { members.append(#""received":\#(received)"#) }
        let body = Array("{\(members.joined(separator: ","))}".utf8)
        var response = Response(status: status, contentType: "application/problem+json", body: body)
        response.fields[.cacheControl] = "no-store"
        if let retryAfterSeconds { response.fields[.retryAfter] = String(retryAfterSeconds) }
        return response
    }
}

/// Spells a JSON string (RFC 8259 section 7).
private func jsonString(_ text: String) -> String {
    var spelled = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": spelled += "\\\""
        case "\\": spelled += "\\\\"
        case "\u{0}"..<"\u{20}":
            let digits = String(scalar.value, radix: 16)
            spelled += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: spelled.unicodeScalars.append(scalar)
        }
    }
    return spelled + "\""
}
