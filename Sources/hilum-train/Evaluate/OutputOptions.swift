import ArgumentParser
import Assessment
import Evaluation
import Foundation

/// The files that an evaluation is written to.
struct OutputOptions: ParsableArguments {
    @Option(help: "Write all figures, prompts and skipped images as JSON.")
    var json: String?

    @Option(help: "Write the tables as Markdown.")
    var markdown: String?

    @Option(
        help: "Draw the ROC curves as SVG; of several models the files are numbered, FILE-1.svg and so on."
    )
    var roc: String?

    func write(_ result: EvaluationResult, models: [EvaluatedModel]) throws {
        if let json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try OutputFile(path: json).write(encoder.encode(result))
        }
        if let markdown { try OutputFile(path: markdown).write(Data(result.markdown.utf8)) }
        guard let roc else { return }
        for (index, model) in models.enumerated() {
            guard let test = model.test else { continue }
            let chart = ROCChart(title: "\(model.name), for research use only", labels: test.labelScores)
            let file = OutputFile(path: roc)
            try (models.count == 1 ? file : file.numbered(index + 1)).write(Data(chart.svg.utf8))
        }
    }
}

/// A file to write.
struct OutputFile {
    let path: String

    /// The same name with a number before its extension.
    func numbered(_ number: Int) -> OutputFile {
        let url = URL(filePath: path)
        let name = "\(url.deletingPathExtension().lastPathComponent)-\(number)"
        let file = url.deletingLastPathComponent().appending(path: name).appendingPathExtension(
            url.pathExtension
        )
        return OutputFile(path: file.path)
    }

    /// Writes aside and renames.
    func write(_ content: Data) throws {
        do {
            try content.write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw CommandError("\(path) cannot be written; check the folder, its permissions and the disk.")
        }
    }
}
