import Checkpoints
import HTTPMessage
import Inference
import Observability
import Radiographs
import ZeroShot

/// A radiograph's embedding, what was done to its pixels, and where the time went.
struct EncodedImage: Sendable {
    let embedding: Embedding
    let receipt: ImageReceipt
    let warnings: [String]
    /// Before the decoding, and between it and the encoding.
    let queued: Duration
    let decoding: Duration
    /// The encoding of the batch that the image was in.
    let encoding: Duration
}

/// A radiograph that is ready for the image encoder.
private struct PreparedImage: Sendable {
    let input: ModelInput
    let receipt: ImageReceipt
}

/// Decodes, prepares and encodes images on the compute threads.
struct ImageEncoding: Sendable {
    private let model: ZeroShotModel
    private let engine: InferenceEngine
    private let limits: DecodingLimits
    private let policy: DecodingPolicy
    private let metrics: Metrics
    private let lane: BatchLane<PreparedImage, Embedding>

    init(
        model: ZeroShotModel,
        engine: InferenceEngine,
        configuration: ServiceConfiguration,
        metrics: Metrics
    ) {
        self.model = model
        self.engine = engine
        limits = configuration.decoding
        policy = configuration.decodingPolicy
        self.metrics = metrics
        lane = engine.lane { [metrics] images, backend in
            let embeddings = try model.embed(images.map(\.input), on: backend)
            metrics.count(.imagesEncoded, by: images.count)
            metrics.observe(.imageBatchSize, images.count)
            return embeddings
        }
    }

    /// One image as a job in two stages: decoded and prepared alone, encoded with others that wait.
    func encode(
        _ bytes: ArraySlice<UInt8>,
        _ standing: InferenceEngine.Standing
    ) async throws -> EncodedImage {
        do {
            let inputBytes = model.valuesPerImage * MemoryLayout<Float>.stride
            let staged = try await engine.run(standing, bytes: bytes.count + inputBytes, in: lane) {
                [model, limits, policy] _ in
                let profiles = [model.description.preprocessing]
                let radiograph = try Radiograph(decoding: bytes, for: profiles, policy, limits: limits)
                let input = try model.prepare(radiograph)
                try model.check(input)
                return PreparedImage(input: input, receipt: ImageReceipt(radiograph, input))
            }
            metrics.observe(.stageSeconds, ["stage": "queue"], staged.queued)
            metrics.observe(.stageSeconds, ["stage": "decode"], staged.prepared)
            metrics.observe(.stageSeconds, ["stage": "encode"], staged.computed)
            return EncodedImage(
                embedding: staged.output,
                receipt: staged.input.receipt,
                warnings: staged.input.input.warnings,
                queued: staged.queued,
                decoding: staged.prepared,
                encoding: staged.computed
            )
        } catch let error as RadiographError {
            metrics.count(.decodeFailures, ["code": APIError(error).code])
            throw error
        }
    }
}
