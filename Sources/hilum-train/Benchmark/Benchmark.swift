import ArgumentParser
import Checkpoints
import Foundation
import Recipes
import Training

/// `hilum-train benchmark`: how fast this machine takes a recipe's training step.
struct Benchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Time training steps of a recipe on random images and texts.",
        discussion: """
            A step is everything from a batch to the moved weights, with the recipe's framework, batch, chunks and \
            precision. A line of JSON is written for each step as it ends. Benchmarks/training_step.py takes the same \
            steps in PyTorch beside it.
            """
    )

    @Argument(help: "The recipe (YAML).")
    var recipe: String

    @Option(help: "The package to start from, for a recipe that does not start from scratch.")
    var from: String?

    @Option(help: "Tokens of every text, special ones included.")
    var tokens = 64

    @Option(help: "Steps that are timed, after one that is not.")
    var steps = 5

    func validate() throws {
        guard (1...10_000).contains(steps) else {
            throw ValidationError("--steps is a number from 1 to 10000.")
        }
    }

    func run() throws {
        let recipe = try Recipe(path: recipe)
        let start = try StartingPoint(recipe, package: from.map { try ModelPackage(path: $0) })
        let timing = try StepTiming(recipe, start: start, tokens: tokens)
        _ = try timing.step()
        for number in 1...steps {
            let seconds = try timing.step()
            let line = StepLine(
                step: number,
                seconds: seconds,
                imagesPerSecond: Double(timing.batchSize) / seconds
            )
            let content = try JSONEncoder().encode(line)
            FileHandle.standardOutput.write(content + Data("\n".utf8))
        }
    }
}

private struct StepLine: Encodable {
    let step: Int
    let seconds: Double
    let imagesPerSecond: Double
}
