import ArgumentParser
import Tensors

/// The command line of the training side.
@main
struct HilumTrain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hilum-train",
        abstract: "Trains and evaluates zero-shot models of chest radiographs, for research use only.",
        discussion: """
            First make a manifest of a data set (prepare), then train on it or evaluate a model package with it. \
            Scores are softmax values of two cosines, not probabilities, and not for diagnosis.
            """,
        version: Version.current,
        subcommands: [Prepare.self, Fit.self, Evaluate.self, Ablate.self, Plot.self, Benchmark.self]
    )

    static func main() {
        OpenBLASKernels.restartIfMisdetected()
        main(nil)
    }
}

/// The version of this program.
enum Version {
    static let current = "0.1.0"
}
