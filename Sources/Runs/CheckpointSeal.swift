import Foundation

/// The file `state.json`, which is written last and so marks a checkpoint as complete: what else is in it.
struct CheckpointSeal: Codable {
    struct Entry: Codable, Equatable {
        let name: String
        let size: Int
        let sha256: String
    }

    static let fileName = "state.json"
    static let stateFileName = "run.json"

    var format = 1
    let isBest: Bool
    /// All files but the seal, by path within the checkpoint.
    let files: [Entry]

    /// Lists what is in a folder and waits until it is on the disk.
    init(sealing folder: String, isBest: Bool) throws(SystemFailure) {
        var files: [Entry] = []
        for name in try Self.files(in: folder) {
            let path = "\(folder)/\(name)"
            try FileSystem.synchronize(path)
            let (size, sha256) = try FileSystem.digest(path)
            files.append(Entry(name: name, size: size, sha256: sha256))
        }
        self.isBest = isBest
        self.files = files
    }

    /// Reads the seal of a folder.
    static func read(_ folder: String) throws(SystemFailure) -> CheckpointSeal {
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(fileName)") else {
            throw SystemFailure(reason: "\(fileName) is missing, so it was not completed")
        }
        guard let seal = try? JSONDecoder().decode(CheckpointSeal.self, from: data) else {
            throw SystemFailure(reason: "\(fileName) cannot be read")
        }
        guard seal.format == 1 else {
            throw SystemFailure(reason: "its format is \(seal.format), and this version reads format 1")
        }
        guard seal.files.contains(where: { $0.name == stateFileName }) else {
            throw SystemFailure(reason: "\(fileName) does not list \(stateFileName)")
        }
        return seal
    }

    /// Compares every file with its entry.
    func verify(_ folder: String) throws(SystemFailure) {
        for file in files {
            let (size, sha256) = try FileSystem.digest("\(folder)/\(file.name)")
            guard size == file.size else {
                throw SystemFailure(reason: "\(file.name) has \(size) bytes instead of \(file.size)")
            }
            guard sha256 == file.sha256 else {
                throw SystemFailure(reason: "the content of \(file.name) has changed")
            }
        }
    }

    private static func files(in folder: String) throws(SystemFailure) -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
        } catch {
            throw SystemFailure(reason: "listing its files: \(error.localizedDescription)")
        }
        var files: [String] = []
        for name in names {
            let path = "\(folder)/\(name)"
            let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
            switch type {
            case .typeRegular: files.append(name)
            case .typeDirectory: try FileSystem.synchronize(path)
            default: throw SystemFailure(reason: "\(name) is not a plain file")
            }
        }
        return files
    }
}
