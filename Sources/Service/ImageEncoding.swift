import HTTPMessage
import Inference
import Radiographs
import ZeroShot

/// A radiograph's embedding, what was done to its pixels, and where the time went.
struct EncodedImage: Sendable {
    let embedding: Embedding
    let radiograph: Radiograph
    let input: ModelInput
    let queued: Duration
    let decoding: Duration
    let encoding: Duration

    var receipt: ImageReceipt { ImageReceipt(radiograph, input) }
}

/// Decodes, prepares and encodes images on the compute threads.
struct ImageEncoding: Sendable {
    let model: ZeroShotModel
    let engine: InferenceEngine
    let limits: DecodingLimits
    let metrics: Metrics

    /// One image through all stages as one job, so that its pixels stay with one core.
    func encode(_ bytes: ArraySlice<UInt8>, deadline: ContinuousClock.Instant) async throws -> EncodedImage {
        do {
            let timed = try await engine.run(bytes: bytes.count, deadline: deadline) { backend in
                let clock = ContinuousClock()
                let start = clock.now
                let radiograph = try Radiograph(decoding: bytes, limits: limits)
                let input = try model.prepare(radiograph)
                let decoded = clock.now
                let embedding = try model.embed(input, on: backend)
                return (radiograph, input, embedding, decoded - start, clock.now - decoded)
            }
            let (radiograph, input, embedding, decoding, encoding) = timed.value
            metrics.count(.imagesEncoded)
            metrics.observe(.stageSeconds, ["stage": "queue"], timed.queued)
            metrics.observe(.stageSeconds, ["stage": "decode"], decoding)
            metrics.observe(.stageSeconds, ["stage": "encode"], encoding)
            return EncodedImage(
                embedding: embedding,
                radiograph: radiograph,
                input: input,
                queued: timed.queued,
                decoding: decoding,
                encoding: encoding
            )
        } catch let error as RadiographError {
            metrics.count(.decodeFailures, ["code": APIError(error).code])
            throw error
        }
    }
}
