import ArgumentParser
import Checkpoints
import Foundation
import Radiographs
import Service
import Tensors
import ZeroShot

/// `hilum score`: scores for image files, without a server.
struct Score: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Score radiographs for the labels of a set, or for labels of your own.",
        discussion: "A file that cannot be read is reported and left out; the exit code is then 1."
    )

    @Option(
        name: .customLong("model"),
        help:
            "The folder of a model package; several, each with its own --model, give the mean of their scores."
    )
    var packages = ["Models/hilum-open"]

    @OptionGroup var arithmetic: PrecisionOption

    @OptionGroup var pixels: DecodingOption

    @Argument(help: "JPEG or PNG files.")
    var images: [String]

    @Option(help: "A built-in label set, or a JSON file that holds one.")
    var labels: String?

    @Option(name: .customLong("label"), help: "A label in plain words; may be repeated.")
    var ownLabels: [String] = []

    @Flag(help: "Write one JSON object for each image, a line each.")
    var json = false

    @Flag(help: "Write CSV with one row for each image and label.")
    var csv = false

    func validate() throws {
        if labels != nil, !ownLabels.isEmpty {
            throw ValidationError("Give either --labels or --label, not both.")
        }
        if json, csv { throw ValidationError("Give either --json or --csv, not both.") }
    }

    func run() throws {
        let labelSet = try labelSet()
        let backend = CPUBackend(threads: ProcessInfo.processInfo.activeProcessorCount)
        let scorer = try PackageScorer(packages, labelSet, arithmetic, on: backend)
        var output = ScoreOutput(format: json ? .json : csv ? .csv : .table)
        output.writeHeader()
        let progress = ProgressBar(total: images.count)
        var failures = 0
        for path in images {
            do {
                let scored = try scorer.score(ImageFile(path: path), pixels.decoding, on: backend)
                progress.clear()
                output.write(scored)
            } catch {
                failures += 1
                progress.clear()
                FileHandle.standardError.write(Data("\(path): \(error)\n".utf8))
            }
            progress.advance()
        }
        progress.clear()
        output.writeFooter()
        if failures > 0 { throw ExitCode.failure }
    }

    private func labelSet() throws -> LabelSet {
        let name = labels ?? "CheXpert-5"
        if ownLabels.isEmpty, let set = LabelSet.builtIn(named: name) { return set }
        let content = ownLabels.isEmpty ? LabelSet.content(ofFile: name) : nil
        if ownLabels.isEmpty, content == nil {
            let known = LabelSet.builtIn.compactMap(\.name).joined(separator: ", ")
            throw CommandError("'\(name)' is neither a readable file nor a built-in label set (\(known)).")
        }
        do throws(LabelSetError) {
            if let content { return try LabelSet(parsing: content) }
            return try LabelSet.adHoc(labels: ownLabels)
        } catch {
            throw CommandError("\(error)")
        }
    }
}
