import ArgumentParser
import Checkpoints
import Foundation
import ModelImport
import Tensors
import WeightFiles
import ZeroShot

/// `hilum model`: what model packages and weight files hold.
struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "List, show, verify, inspect, import, measure and remove models.",
        subcommands: [
            List.self, Show.self, Verify.self, Inspect.self, Import.self, Remove.self,
            MeasurePrecision.self,
        ]
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the model packages of a folder.")

        @Argument(help: "The folder that holds packages.")
        var folder = "Models"

        func run() throws {
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
                throw CommandError("The folder \(folder) cannot be read; name the folder with the packages.")
            }
            for name in names.sorted() {
                let path = "\(folder)/\(name)"
                if let ensemble = try? EnsembleDescription.read(folder: path) {
                    print("\(path)  ensemble of \(ensemble.members.count)  \(ensemble.description)")
                    continue
                }
                guard FileManager.default.fileExists(atPath: "\(path)/\(ModelDescription.fileName)") else {
                    continue
                }
                do throws(CheckpointError) {
                    let description = try ModelDescription.read(path: "\(path)/\(ModelDescription.fileName)")
                    print("\(path)  \(description.weights.sha256.prefix(12))  \(description.description)")
                } catch {
                    print("\(path)  not usable: \(error)")
                }
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Load a model package, check every tensor, and print what it is."
        )

        @Argument(help: "The folder of a model package.")
        var package: String

        func run() throws {
            let model = try PackageFolder(path: package).load()
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            print(String(decoding: try encoder.encode(model.description), as: UTF8.self))
            print("logit scale \(model.logitScale); every tensor is in place.")
        }
    }

    struct Inspect: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "List the tensors of a weight file (safetensors, or .pt and .bin of PyTorch), and what an import would do."
        )

        @Argument(help: "A weight file. Nothing in it is ever run.")
        var file: String

        @Option(help: "The family, where the file does not tell.")
        var family: String?

        @Option(help: "The text encoder's weight file, for families that publish it apart.")
        var textWeights: String?

        func run() throws {
            let weights: any WeightFile
            do throws(WeightFileError) {
                weights = try openWeightFile(file)
            } catch {
                throw CommandError("\(error)")
            }
            for name in weights.names {
                print("\(weights.elementType(of: name) ?? "")\t\(weights.extents(of: name) ?? [])\t\(name)")
            }
            print("\n\(report)")
        }

        private var report: String {
            var options = ImportOptions()
            options.family = family
            options.textWeights = textWeights
            options.tokenizer = "the file that --tokenizer will name"
            do throws(ImportError) {
                return try ModelImporter(path: file, options: options).report.text
            } catch {
                return "An import would fail: \(error)"
            }
        }
    }
}
