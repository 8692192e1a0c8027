import Assessment
import Batching
import Encoders
import Foundation
package import Radiographs
package import Recipes
import Reports
package import Torch
package import ZeroShot

/// The encoders that learn, with their logit scale and, where the recipe says so, a running average of all weights.
package final class TrainedModel {
    static let logitScaleName = "logitScale"

    let start: StartingPoint
    package let backend: TorchBackend
    let encoder: DualEncoder<TorchBackend>
    /// SLIP's own network, where the recipe has one.
    private let head: ProjectionHead?
    /// ln(1/τ), a scalar.
    let logitScale: TorchTensor
    /// Averages of all parameters and statistics, by name; empty without averaging.
    private(set) var averages: [String: TorchTensor] = [:]
    private let averagingDecay: Double?
    private let maximumLogScale: Double

    package init(_ start: StartingPoint, recipe: Recipe) throws {
        self.start = start
        let optimization = recipe.optimization
        backend = TorchBackend(
            device: recipe.resources.device == .cuda ? .cuda : .cpu,
            precision: optimization.precision == .bfloat16 ? .bfloat16 : .float32
        )
        (encoder, logitScale) = try start.build(on: backend, temperature: optimization.initialTemperature)
        let features = start.sizes.image.features
        head = try recipe.objective.projectionHead.map { [backend] sizes in
            try ProjectionHead(
                sizes,
                features: features,
                seed: UInt64(clamping: optimization.seed),
                on: backend
            )
        }
        averagingDecay = optimization.averagingDecay
        maximumLogScale = log(optimization.maximumLogitScale)
        if averagingDecay != nil {
            averages = backend.parameters.all.mapValues { $0.copy() }
        }
        try Torch.check()
    }

    /// Everything that an optimiser may change, without the towers that the recipe freezes.
    package func leaves(frozen: [Recipe.Initialization.Tower]) -> [TorchTensor] {
        let prefixes = frozen.map { "\($0.rawValue)." }
        return backend.parameters.trainableNames
            .filter { name in !prefixes.contains { name.hasPrefix($0) } }
            .compactMap { backend.parameters.trainable[$0] }
    }

    /// τ now.
    var temperature: Double { exp(-Double(logitScale.scalar)) }

    /// Keeps 1/τ at or below the recipe's limit and lets the averages follow by a step.
    func settle(afterStep step: Int) {
        logitScale.clampInPlace(to: -maximumLogScale...maximumLogScale)
        guard let averagingDecay else { return }
        // Early averages would mostly be the start; they follow faster until there is a history.
        let decay = min(averagingDecay, Double(1 + step) / Double(10 + step))
        for (name, tensor) in backend.parameters.all {
            averages[name]?.move(towards: tensor, by: 1 - decay)
        }
    }

    /// Runs a computation on the averaged weights, where there are any.
    func withAverages<Result>(_ body: () throws -> Result) rethrows -> Result {
        guard !averages.isEmpty else { return try body() }
        let current = backend.parameters.all.mapValues { $0.copy() }
        load(averages)
        defer { load(current) }
        return try body()
    }

    private func load(_ values: [String: TorchTensor]) {
        for (name, tensor) in backend.parameters.all {
            if let value = values[name] { tensor.move(towards: value, by: 1) }
        }
    }

    /// Unit-length embeddings of the images `range` of a block: [n, D] beside texts, or those of the projection head.
    func embed(
        images block: PixelBlock,
        _ range: Range<Int>,
        throughHead: Bool = false
    ) throws(EncoderError) -> TorchTensor {
        let side = encoder.configuration.image.resolution
        let size = 3 * side * side
        let embedded: Result<TorchTensor, EncoderError> = block.withUnsafeBufferPointer { pixels in
            let slice = UnsafeBufferPointer(
                rebasing: pixels[range.lowerBound * size..<range.upperBound * size]
            )
            do throws(EncoderError) {
                guard throughHead, let head else {
                    let embedded = try encoder.image.embed(slice, batch: range.count, on: backend)
                    return .success(backend.l2Normalize(embedded))
                }
                let features = try encoder.image.features(of: slice, batch: range.count, on: backend)
                return .success(head(features, on: backend))
            } catch {
                return .failure(error)
            }
        }
        return try embedded.get()
    }

    /// Unit-length embeddings [n, D] of texts.
    func embed(texts: some Collection<[Int32]>) throws(EncoderError) -> TorchTensor {
        backend.l2Normalize(try encoder.text.embed(Array(texts), on: backend))
    }
}

extension Recipe.Objective {
    fileprivate var projectionHead: Recipe.ProjectionHead? {
        if case .slip(let supervision) = framework { supervision.head } else { nil }
    }
}

extension TrainedModel: EmbeddingModel {
    package var preprocessing: PreprocessingProfile { start.preprocessing }

    package func embed(_ inputs: [ModelInput]) throws -> [Embedding] {
        try inferring {
            try inputs.flatMap(\.values).withUnsafeBufferPointer {
                try encoder.embed(images: $0, batch: inputs.count, on: backend)
            }
        }
    }

    package func embed(texts: [String]) throws -> [Embedding] {
        let ids = texts.map { start.tokenizer.encode($0).ids }
        return try stride(from: 0, to: ids.count, by: 64).flatMap { first in
            try inferring {
                try encoder.embed(texts: Array(ids[first..<min(first + 64, ids.count)]), on: backend)
            }
        }
    }

    private func inferring(_ body: () throws -> [[Float]]) throws -> [Embedding] {
        let before = backend.batchStatistics
        backend.batchStatistics = .running
        defer { backend.batchStatistics = before }
        let values = try Torch.withoutGradients(body)
        try Torch.check()
        return values.map(Embedding.init(unitLength:))
    }
}
