import ArgumentParser
import Tensors

/// The command line of the serving side.
@main
struct Hilum: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hilum",
        abstract: "Zero-shot scoring of chest radiographs, for research use only.",
        discussion: """
            Scores how much a radiograph looks like any finding named in plain words, and how well a report \
            matches it. Scores are softmax values of two cosines, not probabilities, and not for diagnosis.
            """,
        version: Version.current,
        subcommands: [
            Serve.self, Score.self, Similarity.self, ModelCommand.self, Benchmark.self,
            BenchmarkPixels.self, KeysCommand.self, AuditCommand.self,
        ]
    )

    static func main() async {
        OpenBLASKernels.restartIfMisdetected()
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            exit(withError: error)
        }
    }
}

/// The version of this program.
enum Version {
    static let current = "0.1.0"

    /// The compiler that built it, as far as its source can tell.
    #if compiler(>=6.4)
        static let compiler = "6.4 or later"
    #elseif compiler(>=6.3)
        static let compiler = "6.3"
    #else
        static let compiler = "6.2"
    #endif
}
