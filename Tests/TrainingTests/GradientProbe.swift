import Batching
import Datasets
import Recipes
import Torch
import Training

/// The gradients of one batch, by the names of the leaves, on a model whose embeddings have come apart: at the very
/// start they are almost equal, and their gradients are differences that float32 cannot hold to five digits.
struct GradientProbe {
    private let model: TrainedModel
    private let objective: TrainingObjective
    private let batch: TrainingBatch
    private let optimizer: TorchOptimizer

    init(_ recipe: Recipe, _ manifest: Manifest) throws {
        let start = try StartingPoint(recipe, package: nil)
        let data = try TrainingData(manifest, recipe: recipe)
        objective = TrainingObjective(recipe)
        model = try TrainedModel(start, recipe: recipe)
        optimizer = TorchOptimizer(
            model.leaves(frozen: []),
            settings: TorchOptimizer.Settings(decouplesDecay: false)
        )
        let plan = try BatchPlan(
            exampleCount: data.examples.count,
            batchSize: recipe.optimization.batchSize,
            order: .shuffled(seed: 3),
            dropsLast: true
        )
        let loader = try BatchLoader(
            examples: data.examples,
            images: ImageStore(
                preprocessing: start.preprocessing,
                views: objective.views,
                memoryLimit: 1 << 20
            ),
            tokenizer: start.tokenizer,
            settings: BatchLoader.Settings(plan: plan, epochs: 0..<1, textDraw: .sentences(2), seed: 3)
        )
        defer { loader.stop() }
        guard let batch = try loader.next() else { throw BatchingError.noExamples }
        self.batch = batch
        for _ in 0..<5 {
            _ = try gradients(chunkSize: nil)
            optimizer.step(learningRate: recipe.optimization.learningRate)
        }
    }

    func gradients(chunkSize: Int?) throws -> [String: [Double]] {
        optimizer.clearGradients()
        let gradient = BatchGradient(
            model: model,
            objective: objective,
            chunkSize: chunkSize,
            freezesStatistics: true
        )
        _ = try gradient.accumulate(batch)
        return model.backend.parameters.trainable.mapValues { $0.gradient.floats().map(Double.init) }
    }
}
