import ArgumentParser
import Checkpoints
import Foundation
import ZeroShot

/// `--model`, which every command that computes takes.
struct ModelOption: ParsableArguments {
    @Option(help: "The folder of a model package.")
    var model = "Models/hilum-open"

    func load() throws -> ZeroShotModel {
        guard !FileManager.default.fileExists(atPath: "\(model)/\(EnsembleDescription.fileName)") else {
            throw CommandError(
                "\(model) is an ensemble, which only 'hilum score' can use. Name the folder of one of its members."
            )
        }
        do throws(CheckpointError) {
            return try ZeroShotModel(try ModelPackage(path: model))
        } catch {
            throw CommandError("The model package \(model) cannot be used. \(error)")
        }
    }
}

/// A message for the person at the terminal: the cause and the remedy.
struct CommandError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
