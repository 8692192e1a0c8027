import Foundation
import WeightFiles

/// What `ensemble.json` says: a folder of model packages whose scores are averaged (Tiu et al. 2022, Jang et al. 2022).
///
/// Members may be of different families: scores are averaged, not embeddings.
public struct EnsembleDescription: Codable, Sendable, Equatable {
    /// Version of this format; 1.
    public let format: Int
    /// One sentence on what the ensemble is.
    public let description: String
    /// The members' folders within the ensemble's folder, 2 to 64.
    public let members: [String]

    /// The name of the description within the folder.
    public static let fileName = "ensemble.json"

    /// How many members an ensemble may have.
    public static let memberCounts = 2...64

    private static let maximumSize = 1 << 20

    /// Describes an ensemble in format 1.
    public init(description: String, members: [String]) {
        format = 1
        self.description = description
        self.members = members
    }

    /// Reads the description in a folder; nil where the folder is no ensemble.
    ///
    /// - Throws: ``CheckpointError/malformedDescription(file:reason:)``.
    public static func read(folder: String) throws(CheckpointError) -> EnsembleDescription? {
        let path = URL(filePath: folder).appending(path: fileName).path
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        func malformed(_ reason: String) -> CheckpointError {
            .malformedDescription(file: path, reason: reason)
        }
        let file = try withFiles { () throws(WeightFileError) in try MappedFile(path: path) }
        let content = withExtendedLifetime(file) {
            file.bytes.count <= maximumSize ? Data(file.bytes) : nil
        }
        guard let content else { throw malformed("it is larger than 1 MiB") }
        let ensemble: EnsembleDescription
        do {
            ensemble = try JSONDecoder().decode(EnsembleDescription.self, from: content)
        } catch let error as DecodingError {
            throw malformed(error.fieldDescription)
        } catch {
            throw malformed("\(error)")
        }
        try ensemble.validate(malformed)
        return ensemble
    }

    /// Writes the description into the folder that holds the members.
    ///
    /// - Throws: ``CheckpointError``.
    public func write(folder: String) throws(CheckpointError) {
        let path = URL(filePath: folder).appending(path: Self.fileName).path
        try validate { .malformedDescription(file: path, reason: $0) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let json: Data
        do {
            json = try encoder.encode(self)
        } catch {
            throw .malformedDescription(file: path, reason: "\(error)")
        }
        try withFiles { () throws(WeightFileError) in
            try FileOutput.replace(path) { output throws(WeightFileError) in
                try output.write(Array(json) + [UInt8(ascii: "\n")])
            }
        }
    }

    /// What names an ensemble in answers: the SHA-256 of its members' digests one after the other.
    public static func digest(of members: [String]) -> String {
        Array(members.joined().utf8).withUnsafeBytes(sha256(of:))
    }

    private func validate(_ malformed: (String) -> CheckpointError) throws(CheckpointError) {
        guard format == 1 else { throw malformed("its format is \(format); this version reads format 1") }
        guard Self.memberCounts.contains(members.count), Set(members).count == members.count else {
            throw malformed(
                "an ensemble has \(Self.memberCounts.lowerBound) to \(Self.memberCounts.upperBound) different members"
            )
        }
        for name in members where name.isEmpty || name.contains("/") || name.hasPrefix(".") {
            throw malformed("'\(name.prefix(64))' must be the name of a folder beside it")
        }
    }
}
