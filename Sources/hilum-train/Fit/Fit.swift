import ArgumentParser
import Checkpoints
import Datasets
import Foundation
import Recipes
import Runs
import Training

/// `hilum-train fit`: one run, from its recipe to a package that serves.
struct Fit: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train a model by a recipe and write it as a package that 'hilum serve --model' loads.",
        discussion: """
            The run folder holds checkpoints, metrics.csv, validation.csv and skipped.txt. SIGTERM or Ctrl-C saves a \
            checkpoint and exits; the same command with --resume goes on from there, bit for bit on a CPU. A second \
            signal ends the process at once. Nothing is ever overwritten: neither a run nor a package.
            """
    )

    @Argument(help: "The recipe (YAML); see Recipes/.")
    var recipe: String

    @Option(help: "The manifest (CSV) that 'hilum-train prepare' writes.")
    var manifest: String

    @Option(
        help: "The package to start from. A recipe that starts from scratch may borrow its tokenizer."
    )
    var from: String?

    @Option(name: .customLong("run"), help: "The folder of the run; new, unless --resume is given.")
    var folder: String

    @Option(help: "The package to write at the end, such as Models/mine; it must not be there yet.")
    var output: String

    @Flag(help: "Go on from the run folder's last good checkpoint.")
    var resume = false

    @OptionGroup var details: PackageOptions

    func run() throws {
        let job = try FitJob(
            recipe: Recipe(path: recipe),
            manifest: manifest,
            package: from,
            output: output
        )
        let outcome = try job.run(in: folder, resuming: resume, details: details.details(output: output))
        switch outcome {
        case .stopped(let status): throw ExitCode(status)
        case .finished(let message): print(message)
        }
    }
}

/// What a person says about a model, for its package and its card.
struct PackageOptions: ParsableArguments {
    @Option(help: "The terms of the weights, with the attributions that the data ask for.")
    var license: String

    @Option(help: "Where the data come from, in one sentence.")
    var data: String

    @Option(help: "What the model is, in one sentence; the default is the recipe's description.")
    var summary: String?

    @Option(help: "What the model must not be trusted with; may be given several times.")
    var limit: [String] = []

    @Option(help: "The commit of the sources, for the model card.")
    var commit: String?

    func details(output: String) -> PackageDetails {
        PackageDetails(
            id: URL(filePath: output).lastPathComponent.lowercased(),
            description: summary ?? "",
            license: license,
            data: data,
            limits: limit,
            commit: commit
        )
    }
}
