import Checkpoints
import Crypto
import Datasets
import Foundation
import Recipes
import Runs
import Training

/// A run with everything it needs at hand.
struct FitJob {
    enum End {
        case stopped(status: Int32)
        case finished(message: String)
    }

    let recipe: Recipe
    let manifest: Manifest
    let package: ModelPackage?
    let output: String
    private let inputs: [String: String]

    /// Reads all inputs, so that a wrong file is told before anything is made.
    init(recipe: Recipe, manifest path: String, package folder: String?, output: String) throws {
        self.recipe = recipe
        self.output = output
        manifest = try Manifest(path: path)
        package = try folder.map { try ModelPackage(path: $0) }
        var inputs = ["manifest": try Self.digest(of: path)]
        inputs["package"] = package?.description.weights.sha256
        self.inputs = inputs
        guard !FileManager.default.fileExists(atPath: output) else {
            throw CheckpointError.packageExists(folder: output)
        }
    }

    func run(in folder: String, resuming: Bool, details: PackageDetails) throws -> End {
        let run = try RunFolder(path: folder)
        let progress = RunProgress()
        let checkpoint = try resuming ? found(in: run, progress) : nil
        if !resuming { try run.requireUnbegun() }
        let trainer = try Trainer(
            state: checkpoint?.state
                ?? RunState(recipe: recipe, inputs: inputs, softwareVersion: Version.current),
            start: StartingPoint(recipe, package: package),
            data: TrainingData(manifest, recipe: recipe),
            run: run,
            progress: progress
        )
        if let checkpoint { try trainer.restore(checkpoint) }
        let stop = StopRequest()
        guard case .finished(let epochs, let isEarly) = try trainer.train(until: stop) else {
            progress.note("stopped", "Saved in \(folder); go on with --resume.")
            return .stopped(status: stop.exitStatus)
        }
        var details = details
        if details.description.isEmpty { details.description = recipe.description }
        try trainer.writePackage(details, to: output, from: run)
        let reason = isEarly ? "early, as validation no longer improved" : "as planned"
        return .finished(message: "\(epochs) epochs, ended \(reason). Package: \(output)")
    }

    private func found(in run: RunFolder, _ progress: RunProgress) throws -> StoredCheckpoint? {
        let search = try run.checkpointToResume()
        for damaged in search.damaged { progress.note("warning", "\(damaged)") }
        try search.checkpoint?.state.requireContinuation(with: recipe, inputs: inputs)
        return search.checkpoint
    }

    private static func digest(of path: String) throws -> String {
        SHA256.hash(data: try Data(contentsOf: URL(filePath: path))).map { byte in
            String(format: "%02x", byte)
        }.joined()
    }
}
