import HTTPMessage
import HTTPTypes
import Inference

/// Takes requests apart: small ones at once, large forms and JSON on a compute thread, because the threads
/// that answer requests must never be kept busy.
struct InputReader: Sendable {
    let engine: InferenceEngine
    let bounds: InputBounds

    /// Bodies up to this size are read in well under a millisecond.
    private static let smallBody = 64 * 1_024

    func read(_ call: Call, _ fields: Set<InputField>) async throws -> RequestInput {
        let request = call.request
        let isRawImage = request.fields[.contentType]?.lowercased().hasPrefix("image/") == true
        if isRawImage || request.body.count <= Self.smallBody {
            return try RequestInput(request, fields: fields, within: bounds)
        }
        return try await engine.run(call.standing, bytes: request.body.count) { [bounds] _ in
            try RequestInput(request, fields: fields, within: bounds)
        }.value
    }
}
