import Datasets
import Foundation
import Recipes
import Runs
import TestFiles
import Training

/// A tiny data set with its manifest read, and trainers on it.
struct TrainingGround {
    private let data: TinyDataset
    let manifest: Manifest

    init() throws {
        data = try TinyDataset()
        manifest = try Manifest(path: data.manifest)
    }

    var folder: URL { data.folder }

    func remove() { data.remove() }

    func path(_ name: String) -> String { data.path(name) }

    /// - Parameters:
    ///   - objective: YAML for `objective`.
    ///   - optimization: YAML for `optimization`.
    func recipe(
        objective: String = "{framework: clip, sentenceSampling: 1, relaxation: null}",
        image: String = transformer,
        optimization: String =
            "{optimizer: adam, learningRate: 3e-3, warmUpIterations: 2, batchSize: 8, epochs: 2}",
        validation: String = "{labels: [Edema, Fracture]}"
    ) throws -> Recipe {
        try Recipe(
            path: data.recipe(
                objective: objective,
                image: image,
                optimization: optimization,
                validation: validation
            )
        )
    }

    static let transformer = TinyDataset.transformer
    static let residual = TinyDataset.residual

    /// A trainer for a recipe, on a run folder of this name.
    func trainer(_ recipe: Recipe, run: RunFolder, from checkpoint: StoredCheckpoint? = nil) throws -> Trainer
    {
        let trainer = try Trainer(
            state: checkpoint?.state ?? RunState(recipe: recipe, inputs: [:], softwareVersion: "test"),
            start: StartingPoint(recipe, package: nil),
            data: TrainingData(manifest, recipe: recipe),
            run: run,
            progress: RunProgress(style: .jsonLines, interval: 1_000, now: { 0 }, write: { _ in })
        )
        if let checkpoint { try trainer.restore(checkpoint) }
        return trainer
    }
}
