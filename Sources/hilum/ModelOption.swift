import ArgumentParser
import Checkpoints
import Foundation
import Service
import Tensors
import ZeroShot

/// `--model` and `--precision`, which every command that computes with one model takes.
struct ModelOption: ParsableArguments {
    @Option(help: "The folder of a model package.")
    var model = "Models/hilum-open"

    @OptionGroup var arithmetic: PrecisionOption

    func load() throws -> ZeroShotModel {
        try PackageFolder(path: model).load(plan: arithmetic.plan())
    }
}

/// A folder that should hold a model package or an ensemble of them.
struct PackageFolder {
    let path: String

    /// Loads the model; an ensemble is not one.
    ///
    /// - Parameter plan: How to compute; nil for the package's own choice.
    func load(plan: PrecisionPlan? = nil) throws -> ZeroShotModel {
        guard !FileManager.default.fileExists(atPath: "\(path)/\(EnsembleDescription.fileName)") else {
            throw CommandError(
                "\(path) is an ensemble, which only 'hilum score' and 'hilum serve' can use. Name the folder of one of its members."
            )
        }
        do throws(CheckpointError) {
            return try ZeroShotModel(try ModelPackage(path: path), plan: plan)
        } catch {
            throw unusable(error)
        }
    }

    /// The members' folders of an ensemble, or the folder of the model itself.
    func members() throws -> [PackageFolder] {
        do throws(CheckpointError) {
            guard let ensemble = try EnsembleDescription.read(folder: path) else { return [self] }
            return ensemble.members.map { PackageFolder(path: "\(path)/\($0)") }
        } catch {
            throw CommandError("\(error)")
        }
    }

    func unusable(_ error: CheckpointError) -> CommandError {
        CommandError("The model package \(path) cannot be used. \(error)")
    }
}

/// A message for the person at the terminal: the cause and the remedy.
struct CommandError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
