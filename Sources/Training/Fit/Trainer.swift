import Assessment
import Batching
import Foundation
import Recipes
public import Runs
import Torch
import ZeroShot

/// Carries a run from where it stands to its end, or to where it is asked to stop.
public final class Trainer {
    /// How a run ended.
    public enum Outcome: Sendable, Equatable {
        /// All epochs are done, or validation has not improved for the recipe's patience.
        case finished(epochs: Int, isEarly: Bool)
        /// It was asked to stop and can be resumed.
        case stopped
    }

    /// Where the run stands.
    public private(set) var state: RunState

    let recipe: Recipe
    let data: TrainingData
    package let model: TrainedModel
    let labelSet: LabelSet?
    private let run: RunFolder
    private let optimizer: TorchOptimizer
    private let gradient: BatchGradient
    private let plan: BatchPlan
    private let images: ImageStore
    private let journal: TrainingJournal
    private let schedule: LearningRateSchedule
    let threads: Int
    private var savedAt = ContinuousClock.now
    private var lastSaved: String?

    /// Prepares everything that can fail before the first step.
    ///
    /// - Parameter state: A new run's state, or that of the checkpoint it goes on from.
    public init(
        state: RunState,
        start: StartingPoint,
        data: TrainingData,
        run: RunFolder,
        progress: RunProgress
    ) throws {
        recipe = state.recipe
        self.state = state
        self.data = data
        self.run = run
        let resources = recipe.resources
        threads = try resources.apply()
        labelSet = try recipe.validation.labelSet()
        model = try TrainedModel(start, recipe: recipe)
        optimizer = TorchOptimizer(
            model.leaves(frozen: recipe.initialization.frozen),
            settings: recipe.optimization.settings
        )
        let objective = TrainingObjective(recipe)
        gradient = BatchGradient(
            model: model,
            objective: objective,
            chunkSize: recipe.optimization.chunkSize,
            freezesStatistics: recipe.initialization.freezesBatchNormStatistics
        )
        plan = try BatchPlan(
            exampleCount: data.examples.count,
            batchSize: recipe.optimization.batchSize,
            order: .shuffled(seed: UInt64(clamping: recipe.optimization.seed)),
            dropsLast: true
        )
        images = try ImageStore(
            preprocessing: start.preprocessing,
            views: objective.views,
            memoryLimit: resources.imageCacheMegabytes << 20
        )
        schedule = LearningRateSchedule(recipe.optimization, stepsPerEpoch: plan.batchCount)
        journal = try TrainingJournal(run: run, progress: progress, keepingThrough: state.globalStep)
    }

    /// Goes on from a stored checkpoint, whose state this trainer was made with.
    public func restore(_ checkpoint: StoredCheckpoint) throws {
        try TrainingCheckpoint(checkpoint.path).read(into: model, optimizer)
        lastSaved = checkpoint.path
    }

    /// Trains until the end, or until a stop is asked for.
    ///
    /// - Throws: ``TrainingError/diverged(step:loss:kept:)``, `BatchingError` where the images are gone, `TorchError`
    ///   where memory runs out, `RunError` where a checkpoint cannot be written. Earlier checkpoints stay.
    public func train(until stop: StopRequest) throws -> Outcome {
        let epochs = recipe.optimization.epochs
        if state.globalStep == 0 { try validate() }
        guard state.epoch < epochs else { return .finished(epochs: state.epoch, isEarly: false) }
        let loader = try BatchLoader(
            examples: data.examples,
            images: images,
            tokenizer: model.start.tokenizer,
            settings: loading(epochs)
        )
        defer { loader.stop() }
        journal.begin(epochs: epochs, steps: epochs * plan.batchCount)
        defer { journal.finish() }
        savedAt = .now
        while let batch = try nextBatch(loader) {
            try step(batch, waited: loader.waitSeconds)
            if batch.isLastOfEpoch {
                let verdict = try endEpoch(skipped: loader.skipped)
                if verdict == .stop { return .finished(epochs: state.epoch, isEarly: true) }
            } else if stop.isRequested || isTimeToSave {
                try save(isBest: false)
            }
            if stop.isRequested { return .stopped }
        }
        return .finished(epochs: state.epoch, isEarly: false)
    }

    private func loading(_ epochs: Int) -> BatchLoader.Settings {
        var settings = BatchLoader.Settings(
            plan: plan,
            epochs: state.epoch..<epochs,
            textDraw: recipe.objective.sentenceSampling.map(TextDraw.sentences) ?? .whole,
            seed: UInt64(clamping: recipe.optimization.seed)
        )
        settings.firstBatch = state.stepInEpoch
        if let workers = recipe.resources.workers { settings.threads = workers }
        settings.prefetchedBatches = recipe.resources.prefetchBatches
        return settings
    }

    /// The next batch; what has been learned so far is saved where the images are gone.
    private func nextBatch(_ loader: BatchLoader) throws -> TrainingBatch? {
        do {
            return try loader.next()
        } catch {
            if state.stepInEpoch > 0 { try save(isBest: false) }
            throw error
        }
    }

    private func step(_ batch: TrainingBatch, waited: Double) throws {
        let began = ContinuousClock.now
        let learningRate = schedule.learningRate(at: state.globalStep)
        optimizer.clearGradients()
        let loss = try gradient.accumulate(batch)
        let length = optimizer.clipGradients(to: recipe.optimization.gradientClipping ?? .infinity)
        try Torch.check()
        guard loss.isFinite, length.isFinite else {
            throw TrainingError.diverged(step: state.globalStep + 1, loss: loss, kept: lastSaved)
        }
        optimizer.step(learningRate: learningRate)
        model.settle(afterStep: state.globalStep)
        try Torch.check()
        state.globalStep += 1
        state.stepInEpoch += 1
        state.wallSeconds += (ContinuousClock.now - began) / .seconds(1)
        try journal.record(
            TrainingJournal.Step(
                number: state.globalStep,
                epoch: state.epoch,
                loss: loss,
                learningRate: learningRate,
                temperature: model.temperature,
                gradientNorm: length,
                images: batch.count,
                waitSeconds: waited
            )
        )
    }

    private func endEpoch(skipped: [SkippedExample]) throws -> EarlyStopping.Verdict? {
        state.epoch += 1
        state.stepInEpoch = 0
        state.counts["skippedExamples"] = skipped.count
        try journal.list(skipped)
        var verdict: EarlyStopping.Verdict?
        if state.epoch.isMultiple(of: recipe.validation.everyEpochs)
            || state.epoch == recipe.optimization.epochs
        {
            verdict = try validate()
        }
        try save(isBest: verdict == .improved)
        return verdict
    }

    @discardableResult
    private func validate() throws -> EarlyStopping.Verdict? {
        guard let labelSet else { return nil }
        let metric = try assess(data.validation, labelSet).macroAUROC
        try journal.recordValidation(step: state.globalStep, epoch: state.epoch, macroAUROC: metric)
        guard let metric, state.globalStep > 0 else { return nil }
        return state.earlyStopping.record(
            EarlyStopping.Validation(metric: metric, epoch: state.epoch, step: state.globalStep)
        )
    }

    private var isTimeToSave: Bool {
        ContinuousClock.now - savedAt >= .seconds(60 * recipe.checkpoints.everyMinutes)
    }

    private func save(isBest: Bool) throws {
        try journal.synchronize()
        let stored = try run.save(state, isBest: isBest, keep: recipe.checkpoints.keep) { folder in
            try TrainingCheckpoint(folder).write(model, optimizer)
        }
        lastSaved = stored.path
        savedAt = .now
    }
}
