import Foundation
import HTTPMessage
import HTTPTypes

/// A problem document (RFC 9457) with this service's extension members.
struct ProblemDocument: Encodable, Sendable {
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

extension Response {
    /// A refusal with the header fields that belong to it.
    init(_ error: APIError, requestID: String) {
        self.init(
            status: error.status,
            contentType: "application/problem+json",
            body: JSONBody.encode(ProblemDocument(error, requestID: requestID))
        )
        if let allow = error.allow { fields[.allow] = allow }
        if let seconds = error.retryAfterSeconds { fields[.retryAfter] = String(seconds) }
    }

    /// An answer in JSON.
    init(status: HTTPResponse.Status = .ok, json value: some Encodable) {
        self.init(status: status, contentType: "application/json", body: JSONBody.encode(value))
    }
}

/// How answers are written: sorted keys, so that equal answers are equal bytes.
enum JSONBody {
    static func encode(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        do {
            return Array(try encoder.encode(value))
        } catch {
            // Only a number that is not finite cannot be written, and no answer holds one.
            return Array("{}".utf8)
        }
    }
}
