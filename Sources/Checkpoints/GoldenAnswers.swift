import Encoders
import Foundation
import Radiographs
import Reports
import Tensors
import WeightFiles

/// What a model answered when its package was made, to a made picture and to sentences: whoever runs the package later can
/// see whether it still gives the same answers.
///
/// The answers pass through everything that a request passes through: preprocessing, tokenizer, encoders and projections.
public struct GoldenAnswers: Codable, Sendable, Equatable {
    /// The unit-length embedding of ``Radiograph/testPattern``.
    public let image: [Float]
    /// The unit-length embeddings of ``sentences``.
    public let texts: [[Float]]

    /// The name of the file within a package.
    public static let fileName = "golden.json"

    /// Groups the answers.
    public init(image: [Float], texts: [[Float]]) {
        self.image = image
        self.texts = texts
    }

    /// The sentences of the texts.
    public static let sentences = [
        "No acute cardiopulmonary abnormality.",
        "There is a large right pleural effusion with atelectasis of the lower lobe.",
    ]

    /// Room for three embeddings of the largest size.
    private static let maximumSize = 2 << 20

    /// The least cosine that counts as the same answer. Processors order sums differently, which changes a cosine by less
    /// than 1e-5 in float32.
    public static let leastCosine = 0.9999

    /// The smallest cosine between an answer here and the same answer there; NaN where they do not fit each other.
    public func smallestCosine(with other: GoldenAnswers) -> Double {
        let (mine, theirs) = ([image] + texts, [other.image] + other.texts)
        guard mine.map(\.count) == theirs.map(\.count) else { return .nan }
        return zip(mine, theirs).map { mine, theirs in
            zip(mine, theirs).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }.min() ?? .nan
    }

    /// Reads the answers of a package's folder; nil where it has none.
    ///
    /// - Throws: ``CheckpointError/malformedDescription(file:reason:)``.
    static func read(folder: String) throws(CheckpointError) -> GoldenAnswers? {
        let path = URL(filePath: folder).appending(path: fileName).path
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let file = try withFiles { () throws(WeightFileError) in try MappedFile(path: path) }
        let answers = withExtendedLifetime(file) {
            file.bytes.count <= maximumSize
                ? try? JSONDecoder().decode(GoldenAnswers.self, from: Data(file.bytes)) : nil
        }
        guard let answers else {
            throw .malformedDescription(file: path, reason: "it holds no answers of a model")
        }
        return answers
    }

    func write(folder: String) throws(CheckpointError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let path = URL(filePath: folder).appending(path: Self.fileName).path
        guard let json = try? encoder.encode(self) else {
            throw .malformedDescription(file: path, reason: "the model's answers are not finite")
        }
        try withFiles { () throws(WeightFileError) in
            try FileOutput.replace(path) { output throws(WeightFileError) in
                try output.write(Array(json) + [UInt8(ascii: "\n")])
            }
        }
    }
}

extension ModelPackage {
    /// What the package answers now.
    ///
    /// - Throws: ``CheckpointError`` where the weights do not fit the description.
    public func goldenAnswers() throws(CheckpointError) -> GoldenAnswers {
        let backend = CPUBackend(threads: ProcessInfo.processInfo.activeProcessorCount)
        let encoder = try encoder(on: backend)
        do {
            let pixels = try description.preprocessing.apply(to: .testPattern).values
            return GoldenAnswers(
                image: try pixels.withUnsafeBufferPointer {
                    try encoder.embed(images: $0, batch: 1, on: backend)[0]
                },
                texts: try encoder.embed(
                    texts: GoldenAnswers.sentences.map { tokenizer.encode($0).ids },
                    on: backend
                )
            )
        } catch {
            throw .malformedDescription(
                file: description.id,
                reason: "the model cannot answer the golden questions: \(error)"
            )
        }
    }

    /// What the package in a folder answered when it was made; nil where nothing was kept.
    ///
    /// - Throws: ``CheckpointError``.
    public static func keptGoldenAnswers(path: String) throws(CheckpointError) -> GoldenAnswers? {
        try GoldenAnswers.read(folder: path)
    }

    /// Opens the package in a folder, which has just been made, and keeps its answers beside it.
    ///
    /// - Throws: ``CheckpointError``.
    public static func keepGoldenAnswers(path: String) throws(CheckpointError) {
        try ModelPackage(path: path).goldenAnswers().write(folder: path)
    }
}
