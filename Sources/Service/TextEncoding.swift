import Checkpoints
import Inference
import ZeroShot

/// Embeds texts with one model on the compute threads.
struct TextEncoding: Sendable {
    let model: ZeroShotModel
    private let engine: InferenceEngine
    private let kind: InferenceEngine.WorkKind

    init(model: ZeroShotModel, engine: InferenceEngine) {
        self.model = model
        self.engine = engine
        kind = engine.kind()
    }

    /// Embeds texts, in their order.
    func embed(
        _ texts: [String],
        longTexts policy: LongTextPolicy = .truncate,
        _ standing: InferenceEngine.Standing
    ) async throws -> [ZeroShotModel.EmbeddedText] {
        let bytes = texts.reduce(0) { $0 + $1.utf8.count }
        let units = texts.reduce(0) { $0 + work(on: $1, policy) }
        return try await engine.run(standing, of: kind, units: units, bytes: bytes) { [model] backend in
            try model.embed(texts, longTexts: policy, on: backend)
        }.value
    }

    /// How much work a text is, in bytes of text: what the shortest one takes, and its length as far as it is read.
    private func work(on text: String, _ policy: LongTextPolicy) -> Int {
        let read = policy == .truncate ? model.description.tokenizer.maximumTokens * 4 : .max
        return 64 + min(text.utf8.count, read)
    }
}
