import Checkpoints
import Foundation
import WeightFiles

/// Turns a folder of published weight files, such as CheXzero's ten, into a package whose members' scores are averaged.
public struct EnsembleImporter {
    private let members: [(name: String, importer: ModelImporter)]
    private let folder: String

    private static let suffixes = [".pt", ".pth", ".tar", ".bin", ".safetensors"]

    /// Opens every weight file of a folder, in the order of their names.
    ///
    /// - Throws: ``ImportError``.
    public init(folder: String, options: ImportOptions) throws(ImportError) {
        self.folder = folder
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let files = entries.filter { entry in Self.suffixes.contains { entry.hasSuffix($0) } }.sorted()
        guard EnsembleDescription.memberCounts.contains(files.count) else {
            throw .noEnsemble(folder: folder, count: files.count)
        }
        var members: [(name: String, importer: ModelImporter)] = []
        for (index, file) in files.enumerated() {
            var own = options
            own.id = "\(options.id.prefix(60))-\(index + 1)"
            let path = URL(filePath: folder).appending(path: file).path
            members.append(("\(index + 1)", try ModelImporter(path: path, options: own)))
        }
        self.members = members
    }

    /// What was recognised in each file.
    public var reports: [ImportReport] { members.map(\.importer.report) }

    /// Writes the members and then what makes them an ensemble.
    ///
    /// - Parameter path: A folder that is not there yet; after a failure it is not there again.
    /// - Throws: ``ImportError``.
    public func write(to path: String) throws(ImportError) {
        guard mkdir(path, 0o755) == 0 else {
            throw .package(errno == EEXIST ? .packageExists(folder: path) : .file(.unwritable(path)))
        }
        do throws(ImportError) {
            for member in members { try member.importer.write(to: "\(path)/\(member.name)") }
            try describe(path)
        } catch {
            try? FileManager.default.removeItem(atPath: path)
            throw error
        }
    }

    private func describe(_ path: String) throws(ImportError) {
        let description = EnsembleDescription(
            description: "The mean of the models in \(URL(filePath: folder).lastPathComponent).",
            members: members.map(\.name)
        )
        do throws(CheckpointError) {
            try description.write(folder: path)
        } catch {
            throw .package(error)
        }
    }
}
