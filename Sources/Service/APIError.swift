import Checkpoints
import Encoders
import HTTPMessage
import HTTPTypes
import Inference
import Radiographs
import Storage
import ZeroShot

/// A refusal as clients see it: the one place where errors become status, stable code and plain sentence.
struct APIError: Error {
    var status: HTTPResponse.Status
    /// The last part of `urn:hilum:problem:…`; never changes its meaning.
    var code: String
    var title: String
    var detail: String
    var limit: Int?
    var received: Int?
    /// Where in a JSON body (RFC 6901).
    var pointer: String?
    var supported: [String]?
    var allow: String?
    var retryAfterSeconds: Int?

    init(_ status: HTTPResponse.Status, _ code: String, _ title: String, detail: String) {
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
    }

    static func badRequest(_ detail: String, pointer: String? = nil) -> APIError {
        var error = APIError(.badRequest, "bad-request", "The request is malformed", detail: detail)
        error.pointer = pointer
        return error
    }

    static func unprocessable(
        _ code: String,
        _ title: String,
        _ detail: String,
        limit: Int? = nil,
        received: Int? = nil
    ) -> APIError {
        var error = APIError(.unprocessableContent, code, title, detail: detail)
        error.limit = limit
        error.received = received
        return error
    }

    static func unsupportedMedia(_ detail: String, supported: [String]) -> APIError {
        var error = APIError(
            .unsupportedMediaType,
            "unsupported-media",
            "The kind of content is not supported",
            detail: detail
        )
        error.supported = supported
        return error
    }

    static func methodNotAllowed(_ allow: String) -> APIError {
        var error = APIError(
            .methodNotAllowed,
            "method-not-allowed",
            "The method does not fit",
            detail: "This path answers \(allow)."
        )
        error.allow = allow
        return error
    }

    static func notFound(_ detail: String) -> APIError {
        APIError(.notFound, "not-found", "There is nothing here", detail: detail)
    }

    static func unknownLabelSet(_ detail: String) -> APIError {
        APIError(.notFound, "unknown-label-set", "There is no such label set", detail: detail)
    }

    static func unavailable(_ code: String, _ title: String, _ detail: String, retryAfter: Int) -> APIError {
        var error = APIError(.serviceUnavailable, code, title, detail: detail)
        error.retryAfterSeconds = retryAfter
        return error
    }

    /// Any error as a refusal; what is not foreseen becomes 500 without a word of its content.
    init(_ error: any Error) {
        self =
            switch error {
            case let error as APIError: error
            case let error as RadiographError: APIError(radiograph: error)
            case let error as LabelSetError: APIError(labelSet: error)
            case let error as StorageError: APIError(storage: error)
            case let error as InferenceError: APIError(inference: error)
            case let error as ScoringError: APIError(scoring: error)
            case let error as MultipartError: APIError(form: error)
            case is CancellationError: APIError(inference: .cancelled)
            default:
                APIError(
                    .internalServerError,
                    "internal",
                    "The service failed",
                    detail: "An unforeseen error occurred. Report the request id to the operator."
                )
            }
    }

    private init(form error: MultipartError) {
        guard case .partCountOverLimit(let limit) = error else {
            self = .badRequest("\(error)")
            return
        }
        self = .unprocessable("too-many-items", "The form has too many parts", "\(error)", limit: limit)
    }

    private init(radiograph error: RadiographError) {
        let detail = "\(error)"
        switch error {
        case .bytesOverLimit(let received, let limit):
            self.init(.contentTooLarge, "too-large", "The image is too large", detail: detail)
            (self.limit, self.received) = (limit, received)
        case .unsupportedFormat, .unsupportedVariant:
            self = .unsupportedMedia(detail, supported: RadiographFormat.supported.map(\.mediaType))
        case .pixelsOverLimit(let width, let height, let limit):
            self = .unprocessable(
                "pixels-over-limit",
                "The image has too many pixels",
                detail,
                limit: limit,
                received: width.multipliedReportingOverflow(by: height).partialValue
            )
        case .sideOverLimit(let width, let height, let limit):
            self = .unprocessable(
                "pixels-over-limit",
                "The image has too many pixels",
                detail,
                limit: limit,
                received: max(width, height)
            )
        case .empty:
            self = .badRequest(detail)
        case .outOfMemory:
            self = .unavailable("overloaded", "The service is full", detail, retryAfter: 5)
        default:
            self = .unprocessable("undecodable-image", "The image cannot be used", detail)
        }
    }

    private init(labelSet error: LabelSetError) {
        let detail = "\(error.message) \(error.remedy)"
        switch error.reason {
        case .malformedJSON, .wrongType, .unknownField, .missingField, .invalidName, .malformedSlot,
            .invalidSlotName, .repeatedMember:
            self = .badRequest(detail, pointer: error.pointer)
        case .tooLarge:
            self.init(.contentTooLarge, "too-large", "The label set is too large", detail: detail)
        case .tooManyLabels:
            self = .unprocessable("too-many-labels", "There are too many labels", detail)
        case .emptyLabel, .emptyPrompt:
            self = .unprocessable("empty-label", "A label is empty", detail)
        case .textTooLong:
            self = .unprocessable("text-too-long", "A text is too long", detail)
        default:
            self = .unprocessable("invalid-label-set", "The label set cannot be used", detail)
        }
        pointer = error.pointer
        limit = error.limit
        received = error.received
    }

    private init(storage error: StorageError) {
        let detail = "\(error)"
        switch error {
        case .conflict:
            self.init(
                .preconditionFailed,
                "precondition-failed",
                "The label set has changed",
                detail: detail
            )
        case .invalidName: self = .badRequest(detail)
        case .contentTooLarge(let limit, let received):
            self.init(.contentTooLarge, "too-large", "The label set is too large", detail: detail)
            (self.limit, self.received) = (limit, received)
        case .tooManyLabelSets(let limit):
            self = .unprocessable(
                "too-many-label-sets",
                "There are too many label sets",
                detail,
                limit: limit
            )
        case .storageFull:
            self.init(
                HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage"),
                "storage-full",
                "The storage is full",
                detail: "There is no room left to store label sets. Scoring still works; tell the operator."
            )
        case .locked:
            self = .unavailable(
                "overloaded",
                "The storage is busy",
                "Another program holds the database. Try again in a moment.",
                retryAfter: 5
            )
        default:
            self.init(
                .internalServerError,
                "storage-failed",
                "The storage failed",
                detail: "The label sets cannot be read or written; nothing was changed. Tell the operator."
            )
        }
    }

    private init(inference error: InferenceError) {
        let detail = "\(error)"
        switch error {
        case .overloaded(let retryAfter), .deadlineTooClose(let retryAfter):
            self = .unavailable(
                "overloaded",
                "The service is full",
                detail,
                retryAfter: max(1, Int((retryAfter / .seconds(1)).rounded(.up)))
            )
        case .draining:
            self = .unavailable("draining", "The service is stopping", detail, retryAfter: 5)
        case .deadlineExceeded:
            self.init(.gatewayTimeout, "deadline", "The deadline has passed", detail: detail)
        case .cancelled:
            self = .unavailable("cancelled", "The request was cancelled", detail, retryAfter: 1)
        }
    }

    private init(scoring error: ScoringError) {
        switch error {
        case .degeneratePrompts:
            self = .unprocessable(
                "degenerate-prompts",
                "The prompts of a label cancel each other",
                "The prompts of a label have no common direction. Give other prompts."
            )
        case .emptyReport:
            self = .unprocessable("empty-report", "The report is empty", "\(error)")
        case .textTooLong, .degeneratePieces:
            self = .unprocessable("text-too-long", "A text is too long", "\(error)")
        case .notFinite:
            self.init(.internalServerError, "internal", "The service failed", detail: "\(error)")
        }
    }
}
