import Encoders
import Foundation
public import WeightFiles

extension ModelPackage {
    /// The name of the model card within a package.
    public static let readmeFileName = "README.md"

    /// Writes a package beside its place, checks it by opening it, and renames it: a folder of this name is
    /// always whole, and none is ever written over.
    ///
    /// The tensors are not compared with the architecture; ``encoder(on:)`` of the opened package does that.
    ///
    /// - Parameters:
    ///   - description: What `model.json` says; the digests of the files are filled in.
    ///   - tensors: The weights, named after the description's naming scheme.
    ///   - tokenizer: The content of the tokenizer's file.
    ///   - readme: The model card, in Markdown.
    ///   - path: The package's folder; its parent exists, it does not.
    /// - Returns: The description with the digests.
    /// - Throws: ``CheckpointError/packageExists(folder:)``, ``CheckpointError/file(_:)``, or what ``init(path:)`` finds wrong.
    @discardableResult
    public static func write(
        _ description: ModelDescription,
        tensors: [NamedTensor],
        tokenizer: [UInt8],
        readme: String,
        to path: String
    ) throws(CheckpointError) -> ModelDescription {
        try requireNothing(at: path)
        try checkFileNames(of: description, path: path)
        let aside = FileOutput.aside(path)
        guard mkdir(aside, 0o755) == 0 else { throw .file(.unwritable(path)) }
        do throws(CheckpointError) {
            func file(_ name: String) -> String { "\(aside)/\(name)" }
            let weights = file(description.weights.file)
            var complete = description
            complete.weights.sha256 = try withFiles { () throws(WeightFileError) in
                try SafetensorsFile.write(tensors, to: weights)
                return try MappedFile(path: weights).digest
            }
            complete.tokenizer = description.tokenizer.withDigest(tokenizer.withUnsafeBytes(sha256(of:)))
            let json = try complete.json(path: path)
            for (name, content) in [
                (description.tokenizer.file, tokenizer), (readmeFileName, Array(readme.utf8)),
                (ModelDescription.fileName, json),
            ] {
                let path = file(name)
                try withFiles { () throws(WeightFileError) in
                    try FileOutput.replace(path) { output throws(WeightFileError) in try output.write(content)
                    }
                }
            }
            _ = try ModelPackage(path: aside)
            try move(aside, to: path)
            return complete
        } catch {
            try? FileManager.default.removeItem(atPath: aside)
            throw error.naming(path, for: aside)
        }
    }

    private static func requireNothing(at path: String) throws(CheckpointError) {
        var information = stat()
        guard lstat(path, &information) != 0 else { throw .packageExists(folder: path) }
    }

    private static func checkFileNames(of description: ModelDescription, path: String) throws(CheckpointError)
    {
        func malformed(_ reason: String) -> CheckpointError {
            .malformedDescription(file: "\(path)/\(ModelDescription.fileName)", reason: reason)
        }
        try description.validate(malformed)
        let names = [
            description.weights.file, description.tokenizer.file, readmeFileName, ModelDescription.fileName,
        ]
        guard Set(names).count == names.count else {
            throw malformed("two files of the package would have the same name")
        }
    }

    private static func move(_ aside: String, to path: String) throws(CheckpointError) {
        try requireNothing(at: path)
        // A folder that has appeared since with anything in it makes this fail (rename(2)), so nothing is lost.
        guard rename(aside, path) == 0 else {
            switch errno {
            case EEXIST, ENOTEMPTY, ENOTDIR: throw .packageExists(folder: path)
            default: throw .file(.unwritable(path))
            }
        }
        FileOutput.flushFolder(of: path)
    }
}

extension CheckpointError {
    /// The same failure of a file in the folder that the caller knows.
    fileprivate func naming(_ folder: String, for aside: String) -> CheckpointError {
        func known(_ file: String) -> String { file.replacing(aside, with: folder) }
        return switch self {
        case .file(let error): .file(error.renaming(known))
        case .malformedDescription(let file, let reason):
            .malformedDescription(file: known(file), reason: reason)
        case .tokenizer(let file, let reason): .tokenizer(file: known(file), reason: reason)
        default: self
        }
    }
}
