import Batching
import Encoders
public import Recipes
import Torch

/// Times training steps of a recipe, optimiser included, on random pixels and tokens: what a machine can train, without
/// the reading of files.
public struct StepTiming {
    private let model: TrainedModel
    private let gradient: BatchGradient
    private let optimizer: TorchOptimizer
    private let optimization: Recipe.Optimization
    private let batch: TrainingBatch

    /// Builds the model that the recipe describes, and one batch.
    ///
    /// - Parameter tokens: The length of every text, special tokens included: 1 to the text encoder's positions.
    /// - Throws: ``TrainingError``, `EncoderError` and `TorchError` where there can be no such model.
    public init(_ recipe: Recipe, start: StartingPoint, tokens: Int) throws {
        _ = try recipe.resources.apply()
        optimization = recipe.optimization
        model = try TrainedModel(start, recipe: recipe)
        optimizer = TorchOptimizer(
            model.leaves(frozen: recipe.initialization.frozen),
            settings: optimization.settings
        )
        let objective = TrainingObjective(recipe)
        gradient = BatchGradient(
            model: model,
            objective: objective,
            chunkSize: optimization.chunkSize,
            freezesStatistics: recipe.initialization.freezesBatchNormStatistics
        )
        let encoders = start.sizes
        guard (1...encoders.text.positions).contains(tokens) else {
            throw TrainingError.wrongTextLength(tokens: tokens, limit: encoders.text.positions)
        }
        batch = TrainingBatch(
            randomWithViews: objective.views.count,
            count: optimization.batchSize,
            side: encoders.image.resolution,
            tokens: tokens,
            vocabulary: encoders.text.vocabulary
        )
    }

    /// Pairs in a step.
    public var batchSize: Int { batch.count }

    /// Takes a step.
    ///
    /// - Returns: Its seconds.
    public func step() throws -> Double {
        let began = ContinuousClock.now
        optimizer.clearGradients()
        _ = try gradient.accumulate(batch)
        _ = optimizer.clipGradients(to: optimization.gradientClipping ?? .infinity)
        optimizer.step(learningRate: optimization.learningRate)
        model.settle(afterStep: 0)
        Torch.synchronize(model.backend.device)
        try Torch.check()
        return (ContinuousClock.now - began) / .seconds(1)
    }
}
