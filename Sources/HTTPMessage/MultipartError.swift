/// Why a multipart/form-data body was refused.
public enum MultipartError: Error, Equatable, Sendable {
    case notMultipart
    case malformedBoundary
    case missingFirstBoundary
    case missingFinalBoundary
    case malformedBoundaryLine
    case bytesBehindFinalBoundary
    case malformedPartHeader(part: Int)
    case partHeaderOverLimit(part: Int, limit: Int)
    case missingName(part: Int)
    case unsupportedTransferEncoding(part: Int)
    case partCountOverLimit(limit: Int)
}

extension MultipartError: CustomStringConvertible {
    /// One plain sentence: the cause, and what to send instead. Parts count from 1.
    public var description: String {
        switch self {
        case .notMultipart: "The content type is not multipart/form-data."
        case .malformedBoundary: "The content type lacks a valid boundary of 1 to 70 characters."
        case .missingFirstBoundary: "The form does not begin with its boundary."
        case .missingFinalBoundary: "The form does not end with its final boundary; it may be cut off."
        case .malformedBoundaryLine: "A boundary of the form is not followed by CR LF."
        case .bytesBehindFinalBoundary: "Bytes follow the final boundary of the form."
        case .malformedPartHeader(let part): "The header of part \(part) of the form is malformed."
        case .partHeaderOverLimit(let part, let limit):
            "The header of part \(part) of the form is longer than \(limit) bytes."
        case .missingName(let part):
            "Part \(part) of the form has no name; send Content-Disposition: form-data; name=\"…\"."
        case .unsupportedTransferEncoding(let part):
            "Part \(part) of the form has a Content-Transfer-Encoding; send its bytes as they are."
        case .partCountOverLimit(let limit): "The form has more than \(limit) parts."
        }
    }
}
