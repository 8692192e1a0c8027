import ArgumentParser
import Checkpoints
import Foundation
import Service
import ZeroShot

/// `--model`, which every command that computes takes.
struct ModelOption: ParsableArguments {
    @Option(help: "The folder of a model package.")
    var model = "Models/hilum-open"

    func load() throws -> ZeroShotModel {
        guard !FileManager.default.fileExists(atPath: "\(model)/\(EnsembleDescription.fileName)") else {
            throw CommandError(
                "\(model) is an ensemble, which only 'hilum score' and 'hilum serve' can use. Name the folder of one of its members."
            )
        }
        do throws(CheckpointError) {
            return try ZeroShotModel(try ModelPackage(path: model))
        } catch {
            throw CommandError("The model package \(model) cannot be used. \(error)")
        }
    }
}

extension ModelOption {
    /// The model, or the members of the ensemble.
    func loadServed() throws -> ServedModels {
        let paths = try memberPaths()
        let members = try paths.map { path in
            var option = ModelOption()
            option.model = path
            return try option.load()
        }
        let name = URL(filePath: model).lastPathComponent
        return members.count == 1 ? ServedModels(members[0]) : ServedModels(ensemble: name, members)
    }

    /// The members' folders of an ensemble, or the folder of the model itself.
    func memberPaths() throws -> [String] {
        do throws(CheckpointError) {
            guard let ensemble = try EnsembleDescription.read(folder: model) else { return [model] }
            return ensemble.members.map { "\(model)/\($0)" }
        } catch {
            throw CommandError("\(error)")
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
