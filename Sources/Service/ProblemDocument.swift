import Foundation
import HTTPMessage
import HTTPTypes

/// A problem document (RFC 9457) with this service's extension members.
struct ProblemDocument: Sendable {
    let type: String
    let title: String
    let status: Int
    let detail: String
    let requestId: String
    let limit: Int?
    let received: Int?
    let pointer: String?
    let supported: [String]?

    init(_ error: APIError, requestID: String) {
        type = "urn:hilum:problem:\(error.code)"
        title = error.title
        status = error.status.code
        detail = error.detail
        requestId = requestID
        limit = error.limit
        received = error.received
        pointer = error.pointer
        supported = error.supported
    }
}

extension ProblemDocument: JSONWritable {
    /// Writes the members that have a value.
    func write(to text: inout JSONText) throws(JSONNumberError) {
        try text.object { text throws(JSONNumberError) in
            try text.member("detail", detail)
            try text.memberIfPresent("limit", limit)
            try text.memberIfPresent("pointer", pointer)
            try text.memberIfPresent("received", received)
            try text.member("requestId", requestId)
            try text.member("status", status)
            try text.memberIfPresent("supported", supported)
            try text.member("title", title)
            try text.member("type", type)
        }
    }
}

extension Response {
    /// A refusal with the header fields that belong to it.
    init(_ error: APIError, requestID: String) {
        self.init(
            status: error.status,
            contentType: "application/problem+json",
            // A problem document holds texts and whole numbers only, which always can be written.
            body: (try? JSONText.bytes(of: ProblemDocument(error, requestID: requestID))) ?? []
        )
        if let allow = error.allow { fields[.allow] = allow }
        if error.status == .unauthorized { fields[.wwwAuthenticate] = Gatekeeper.challenge }
        if let seconds = error.retryAfterSeconds { fields[.retryAfter] = String(seconds) }
    }

    /// The answer to OPTIONS (RFC 9110 section 9.3.7).
    init(allow: String) {
        self.init(status: .noContent)
        fields[.allow] = allow
    }

    /// An answer that writes itself.
    ///
    /// - Throws: ``JSONNumberError`` for a number that is not finite.
    init(_ answer: some JSONWritable) throws(JSONNumberError) {
        self.init(status: .ok, contentType: "application/json", body: try JSONText.bytes(of: answer))
    }

    /// An answer in JSON.
    ///
    /// - Throws: `EncodingError` for a number that is not finite, which no client must take for a score.
    init(status: HTTPResponse.Status = .ok, json value: some Encodable) throws {
        self.init(status: status, contentType: "application/json", body: try JSONBody.encode(value))
    }
}

/// How answers are written: sorted keys, so that equal answers are equal bytes.
enum JSONBody {
    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return Array(try encoder.encode(value))
    }
}
