import ArgumentParser
import Checkpoints
import Foundation

extension ModelCommand {
    /// `hilum model verify`: whether a package is whole and answers as it did when it was made.
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a package's digest and tensors, and whether it answers as when it was made.",
            discussion: "The exit code is 1 where something is not as it was."
        )

        @Argument(help: "The folder of a model package.")
        var package: String

        func run() throws {
            do throws(CheckpointError) {
                let opened = try ModelPackage(path: package)
                print("digest   the weights are those that model.json names")
                let answers = try opened.goldenAnswers()
                print("tensors  every one is in place, and none is left over")
                guard let kept = try ModelPackage.keptGoldenAnswers(path: package) else {
                    print("answers  not checked: the package has no \(GoldenAnswers.fileName)")
                    return
                }
                try compare(answers, with: kept)
            } catch {
                throw CommandError("\(error)")
            }
        }

        private func compare(
            _ answers: GoldenAnswers,
            with kept: GoldenAnswers
        ) throws(CheckpointError) {
            let cosine = answers.smallestCosine(with: kept)
            guard cosine >= GoldenAnswers.leastCosine else {
                throw .malformedDescription(
                    file: "\(package)/\(GoldenAnswers.fileName)",
                    reason: "the model answers otherwise than it did (smallest cosine \(cosine), "
                        + "\(GoldenAnswers.leastCosine) expected): its tokenizer or model.json was changed, "
                        + "or this program computes otherwise than the one that made it"
                )
            }
            print("answers  as when the package was made (smallest cosine \(cosine))")
        }
    }

    /// `hilum model remove`: takes a package away.
    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove a model package: its files, and its folder where nothing else is in it.",
            discussion: "Stop a service that uses it first."
        )

        @Argument(help: "The folder of a model package.")
        var package: String

        @Flag(help: "Do not ask.")
        var yes = false

        func run() throws {
            let description: ModelDescription
            do throws(CheckpointError) {
                description = try ModelDescription.read(path: "\(package)/\(ModelDescription.fileName)")
            } catch {
                throw CommandError("\(package) is not removed, for it is no model package. \(error)")
            }
            guard try yes || isConfirmed(description) else {
                print("Nothing was removed.")
                return
            }
            let files = FileManager.default
            // The description goes last: what is left after an interruption can be removed again.
            let names = [
                description.weights.file, description.tokenizer.file, ModelPackage.readmeFileName,
                GoldenAnswers.fileName, ModelDescription.fileName,
            ]
            for name in names where files.fileExists(atPath: "\(package)/\(name)") {
                try files.removeItem(atPath: "\(package)/\(name)")
            }
            if try files.contentsOfDirectory(atPath: package).isEmpty {
                try files.removeItem(atPath: package)
                print("Removed \(package).")
            } else {
                print("Removed the model from \(package); other files are left in it.")
            }
        }

        private func isConfirmed(_ description: ModelDescription) throws -> Bool {
            guard isatty(STDIN_FILENO) == 1 else {
                throw CommandError("There is no terminal to ask at. Give --yes to remove \(package).")
            }
            print("Remove the model \(description.id) from \(package)? [y/N] ", terminator: "")
            return readLine()?.lowercased() == "y"
        }
    }
}
