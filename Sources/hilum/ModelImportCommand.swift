import ArgumentParser
import Foundation
import ModelImport

extension ModelCommand {
    /// `hilum model import`: a published weight file becomes a package.
    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Turn a published checkpoint into a model package.",
            discussion: """
                Nothing in the file is ever run. The report says what was recognised and what became of every tensor; one that \
                is missing or left over is an error. Families: \
                \(ModelImporter.families.map { "\($0.name) (\($0.summary))" }.joined(separator: "; ")).
                """
        )

        @Argument(help: "The weight file, or a folder of weight files whose scores are averaged.")
        var file: String

        @Option(help: "The text encoder's weight file, for families that publish it apart.")
        var textWeights: String?

        @Option(help: "The tokenizer's file: CLIP's merges, or BERT's vocabulary.")
        var tokenizer: String?

        @Flag(help: "Keep the case of texts before WordPiece instead of lowering it.")
        var cased = false

        @Option(help: "The family, where the file does not tell.")
        var family: String?

        @Option(help: "The package's folder, such as Models/mine; it must not be there yet.")
        var output: String

        @Option(help: "The terms of the weights.")
        var license: String?

        private var isFolder: Bool {
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) && isFolder.boolValue
        }

        func run() throws {
            var options = ImportOptions()
            options.family = family
            options.textWeights = textWeights
            options.tokenizer = tokenizer
            options.keepsCase = cased
            options.id = URL(filePath: output).lastPathComponent.lowercased()
            if let license { options.license = license }
            do throws(ImportError) {
                if isFolder {
                    let importer = try EnsembleImporter(folder: file, options: options)
                    print(importer.reports.map(\.text).joined(separator: "\n\n"))
                    try importer.write(to: output)
                } else {
                    let importer = try ModelImporter(path: file, options: options)
                    print(importer.report.text)
                    try importer.write(to: output)
                }
            } catch {
                throw CommandError("\(error)")
            }
            print("Package: \(output). It is not calibrated; research use only.")
        }
    }
}
