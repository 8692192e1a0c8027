import Checkpoints
import Datasets
import Foundation
import Recipes
import Runs
import Tensors
import Testing
import Torch
import Training
import WeightFiles
import ZeroShot

@Suite struct TrainerTests {
    @Test func learnsWhatTheTextsSay() throws {
        let ground = try TrainingGround()
        defer { ground.remove() }
        let recipe = try ground.recipe(
            optimization:
                "{learningRate: 1e-2, warmUpIterations: 2, batchSize: 16, epochs: 80, averagingDecay: 0.9}"
        )
        let run = try RunFolder(path: ground.path("run"))
        let trainer = try ground.trainer(recipe, run: run)
        let outcome = try trainer.train(until: StopRequest(exit: { _ in }))
        #expect(outcome == .finished(epochs: 80, isEarly: false))
        let best = try #require(trainer.state.earlyStopping.best)
        // 0.5 is chance; 12 images give steps of 1/36.
        #expect(best.metric > 0.8)
    }

    /// Both runs end with the same numbers to the last bit, in the weights and in the optimiser's file.
    @Test(arguments: [TrainingGround.transformer, TrainingGround.residual])
    func aResumedRunEndsAsOneThatWasNeverStopped(image: String) throws {
        let ground = try TrainingGround()
        defer { ground.remove() }
        let recipe = try ground.recipe(image: image)

        let straight = try RunFolder(path: ground.path("straight"))
        _ = try ground.trainer(recipe, run: straight).train(until: StopRequest(exit: { _ in }))

        let first = try RunFolder(path: ground.path("stopped"))
        let stop = StopRequest(exit: { _ in })
        stop.received(15)
        #expect(try ground.trainer(recipe, run: first).train(until: stop) == .stopped)
        let checkpoint = try #require(first.latest().checkpoint)
        #expect(checkpoint.state.globalStep == 1)
        _ = try ground.trainer(recipe, run: first, from: checkpoint).train(until: StopRequest(exit: { _ in }))

        let ends = try [straight, first].map { try #require($0.latest().checkpoint) }
        #expect(ends[0].state.globalStep == 8 && ends[1].state.globalStep == 8)
        for file in ["weights.safetensors"] {
            let contents = try ends.map { try Data(contentsOf: URL(filePath: $0.path).appending(path: file)) }
            #expect(contents[0] == contents[1], "\(file)")
        }
        let metrics = try [straight, first].map { run in
            try String(contentsOfFile: run.file("metrics.csv"), encoding: .utf8).split(separator: "\n")
                .map { $0.split(separator: ",").prefix(6) }
        }
        #expect(metrics[0] == metrics[1])
    }

    @Test func aPackageOfARunIsServedAsItIs() throws {
        let ground = try TrainingGround()
        defer { ground.remove() }
        let recipe = try ground.recipe(image: TrainingGround.residual)
        let run = try RunFolder(path: ground.path("run"))
        let trainer = try ground.trainer(recipe, run: run)
        _ = try trainer.train(until: StopRequest(exit: { _ in }))
        let details = PackageDetails(
            id: "tiny",
            description: "A tiny model.",
            license: "None.",
            data: "Generated pictures.",
            limits: ["It knows nothing."]
        )
        try trainer.writePackage(details, to: ground.path("tiny"), from: run, resamples: 50)

        let package = try ModelPackage(path: ground.path("tiny"))
        #expect(package.description.limits.contains("It knows nothing."))
        let served = try ZeroShotModel(package)
        let embedded = try served.embed(["edema", "no edema"], on: CPUBackend(threads: 1))
        #expect(embedded.count == 2)
        let card = try String(contentsOfFile: ground.path("tiny/README.md"), encoding: .utf8)
        for fact in ["Research use only", "| train | 32 | 32 |", "Generated pictures.", recipe.fingerprint] {
            #expect(card.contains(fact), "\(fact)")
        }
        #expect(throws: CheckpointError.self) {
            try trainer.writePackage(details, to: ground.path("tiny"), from: run, resamples: 50)
        }
    }

    @Test func aLossThatIsNotANumberStopsTheRun() throws {
        let ground = try TrainingGround()
        defer { ground.remove() }
        let run = try RunFolder(path: ground.path("run"))
        let trainer = try ground.trainer(ground.recipe(validation: "{labels: null}"), run: run)
        let weights = try #require(trainer.model.backend.parameters.trainable["imageProjection.weight"])
        weights.assign([Float](repeating: .infinity, count: weights.count))
        #expect {
            try trainer.train(until: StopRequest(exit: { _ in }))
        } throws: {
            guard case .diverged(step: 1, _, kept: nil) = $0 as? TrainingError else { return false }
            return true
        }
        #expect(run.latest().checkpoint == nil)
    }

    /// The network between features and SLIP's own term learns, is part of a checkpoint, and is not shipped.
    @Test func aProjectionHeadLearnsAndIsLeftBehind() throws {
        let ground = try TrainingGround()
        defer { ground.remove() }
        let recipe = try ground.recipe(
            objective: "{framework: slip, selfSupervision: {head: {hiddenWidth: 12, dimensions: 6}}}",
            validation: "{labels: null}"
        )
        let run = try RunFolder(path: ground.path("run"))
        let trainer = try ground.trainer(recipe, run: run)
        let name = "selfSupervision.outputProjection.weight"
        let weights = try #require(trainer.model.backend.parameters.trainable[name])
        #expect(weights.extents == [6, 12])
        let before = weights.floats()
        _ = try trainer.train(until: StopRequest(exit: { _ in }))
        #expect(weights.floats() != before)

        let checkpoint = try #require(run.latest().checkpoint)
        let resumed = try ground.trainer(recipe, run: run, from: checkpoint)
        #expect(resumed.model.backend.parameters.trainable[name]?.floats() == weights.floats())

        try trainer.writePackage(
            PackageDetails(id: "tiny", description: "", license: "None.", data: "Generated.", limits: []),
            to: ground.path("tiny"),
            from: run
        )
        let file = try SafetensorsFile(path: ground.path("tiny/weights.safetensors"))
        #expect(file.names.allSatisfy { !$0.hasPrefix("selfSupervision") })
    }

    @Test func aPatientInTwoSplitsIsAnError() throws {
        let ground = try TrainingGround()
        defer { ground.remove() }
        var rows = ground.manifest.rows
        rows[50].patient = rows[0].patient
        let leaking = Manifest(rows: rows, labelNames: ["Edema"], folder: ground.folder)
        #expect {
            _ = try TrainingData(leaking, recipe: ground.recipe())
        } throws: {
            "\($0)".contains("patient0")
        }
    }
}
