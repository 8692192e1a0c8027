import HTTPMessage
import HTTPTypes
import Inference

/// Takes requests apart: small ones at once, large forms and JSON on a compute thread, because the threads
/// that answer requests must never be kept busy.
struct InputReader: Sendable {
    private let engine: InferenceEngine
    private let bounds: InputBounds
    private let reading: InferenceEngine.WorkKind

    /// Bodies up to this size are read in well under a millisecond.
    private static let smallBody = 64 * 1_024

    init(engine: InferenceEngine, bounds: InputBounds) {
        self.engine = engine
        self.bounds = bounds
        reading = engine.kind()
    }

    func read(_ call: Call, _ fields: Set<InputField>) async throws -> RequestInput {
        let request = call.request
        let isRawImage = request.fields[.contentType]?.lowercased().hasPrefix("image/") == true
        if isRawImage || request.body.count <= Self.smallBody {
            return try RequestInput(request, fields: fields, within: bounds)
        }
        let size = request.body.count
        return try await engine.run(call.standing, of: reading, units: size, bytes: size) { [bounds] _ in
            try RequestInput(request, fields: fields, within: bounds)
        }.value
    }
}
