public import Checkpoints
import Dispatch
import Encoders
import Locking
public import Radiographs
public import Tensors
public import ZeroShot

/// The model of a package, computed on the processor's cores.
public struct PackageModel: EmbeddingModel, Sendable {
    /// The weights with what the package says of itself.
    public let model: ZeroShotModel
    private let threads: Int

    /// How a radiograph becomes an input.
    public var preprocessing: PreprocessingProfile { model.description.preprocessing }

    /// Loads the weights of a package.
    ///
    /// - Parameters:
    ///   - threads: How many images are embedded at a time, 1 or more.
    ///   - plan: How to compute.
    /// - Throws: ``CheckpointError`` where the package cannot be used.
    public init(
        _ package: ModelPackage,
        threads: Int,
        plan: PrecisionPlan = PrecisionPlan(.float32)
    ) throws(CheckpointError) {
        model = try ZeroShotModel(package, plan: plan)
        self.threads = max(threads, 1)
    }

    /// Embeds prepared radiographs, in their order.
    ///
    /// - Throws: ``EncoderError`` for an input that was made for another model.
    public func embed(_ inputs: [ModelInput]) throws -> [Embedding] {
        let results = Guarded([Result<Embedding, EncoderError>?](repeating: nil, count: inputs.count))
        let lanes = min(threads, inputs.count)
        DispatchQueue.concurrentPerform(iterations: lanes) { lane in
            let backend = CPUBackend()
            for index in stride(from: lane, to: inputs.count, by: lanes) {
                let result = Result { () throws(EncoderError) in
                    try model.embed(inputs[index], on: backend)
                }
                results.withLock { $0[index] = result }
            }
        }
        return try results.withLock { $0 }.compactMap { try $0?.get() }
    }

    /// Embeds texts, in their order; one with more tokens than the encoder takes loses its end.
    ///
    /// - Throws: ``EncoderError`` where the tokenizer does not belong to the encoder.
    public func embed(texts: [String]) throws -> [Embedding] {
        try model.embed(texts, on: CPUBackend(threads: threads)).map(\.embedding)
    }
}
