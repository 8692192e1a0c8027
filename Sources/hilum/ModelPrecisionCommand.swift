import ArgumentParser
import Checkpoints
import Foundation
import Radiographs
import Tensors
import ZeroShot

extension ModelCommand {
    /// `hilum model precision`: what narrower arithmetic changes in a model's answers.
    struct MeasurePrecision: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "precision",
            abstract:
                "Measure what bfloat16 and int8 change in a model's answers, and keep it in the package.",
            discussion: """
                Compares embeddings and softmax probabilities with float32 on the radiographs given: take those that \
                the model was calibrated on, not those that it is tested on. A package with these figures is served \
                in the fastest precision that changes no probability by more than \(PrecisionRecord.allowedChange). \
                What the convolutions read and answer on these radiographs is kept too: with it, int8 goes from \
                bytes to bytes. int8 is tried with the layer that reads the pixels in bytes, and with that layer wide.
                """
        )

        @Argument(help: "The folder of a model package.")
        var package: String

        @Argument(help: "JPEG or PNG files, or folders of them.")
        var images: [String]

        @Option(help: "A built-in label set.")
        var labels = "CheXpert-13"

        @Option(
            help: "Beginnings of the names of weights that stay wide in int8, such as image.patchEmbedding."
        )
        var keep: [String] = []

        @Flag(help: "Only print; leave the package as it is.")
        var dryRun = false

        func run() throws {
            guard let labelSet = LabelSet.builtIn(named: labels) else {
                let known = LabelSet.builtIn.compactMap(\.name).joined(separator: ", ")
                throw CommandError("'\(labels)' is not a built-in label set (\(known)).")
            }
            let opened: ModelPackage
            do throws(CheckpointError) {
                opened = try ModelPackage(path: package)
            } catch {
                throw CommandError("\(error)")
            }
            let inputs = try inputs(for: opened)
            let threads = ProcessInfo.processInfo.activeProcessorCount
            let study = PrecisionStudy(opened, labelSet: labelSet, inputs: inputs, threads: threads)
            let record = try study.record([
                PrecisionPlan(.int8, exceptions: keep),
                PrecisionPlan(.int8, exceptions: keep + [Self.stem]),
                PrecisionPlan(.bfloat16),
            ])
            report(record)
            if !dryRun { try ModelPackage.record(record, path: package) }
        }

        /// The layer that reads the pixels, which loses more than others and costs little.
        private static let stem = "image.stem"

        private func inputs(for opened: ModelPackage) throws -> [ModelInput] {
            var inputs: [ModelInput] = []
            var failures = 0
            for path in images.flatMap(files(in:)) {
                do {
                    let radiograph = try Radiograph(decoding: try ImageFile(path: path).content())
                    inputs.append(try opened.description.preprocessing.apply(to: radiograph))
                } catch {
                    failures += 1
                    FileHandle.standardError.write(Data("\(path): \(error)\n".utf8))
                }
            }
            guard !inputs.isEmpty else {
                throw CommandError("None of the files is a radiograph that can be read.")
            }
            if failures > 0 { print("\(failures) file(s) left out") }
            return inputs
        }

        private func files(in path: String) -> [String] {
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
                return [path]
            }
            let endings: Set = ["jpg", "jpeg", "png"]
            return names.sorted().map { "\(path)/\($0)" }.filter {
                endings.contains(($0 as NSString).pathExtension.lowercased())
            }
        }

        private func report(_ record: PrecisionRecord) {
            print("\(record.images) radiographs, \(record.labelSet), compared with float32")
            for measured in record.measurements {
                print(
                    String(
                        format:
                            "%-9@ cosine at least %.6f, median %.6f; largest change of a probability %.5f%@%@",
                        measured.plan.precision.rawValue as NSString,
                        measured.leastCosine,
                        measured.medianCosine,
                        measured.largestProbabilityChange,
                        (measured.plan.exceptions.isEmpty
                            ? "" : "; wide: " + measured.plan.exceptions.joined(separator: ", ")) as NSString,
                        (measured.plan.precision.isNative ? "" : " (emulated here)") as NSString
                    )
                )
            }
            print("served here in \(record.fastestPlan().precision.rawValue)")
        }
    }
}
