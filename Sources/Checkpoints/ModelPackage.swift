public import Encoders
import Foundation
public import Reports
public import Tensors
import WeightFiles

/// A folder with a trained model: `model.json`, the weights it names, and the tokenizer's files.
///
/// A package is immutable: caches are keyed by the digest of its weights.
public struct ModelPackage: Sendable {
    /// What `model.json` says.
    public let description: ModelDescription
    /// The tokenizer that belongs to the text encoder.
    public let tokenizer: any Tokenizer
    /// What tells this tokenizer from others in a cache key: its kind, settings and the digest of its file.
    public let tokenizerIdentity: String

    /// The bytes of the tokenizer's file, for a package that is made from this one.
    public let tokenizerContent: [UInt8]

    private let weights: SafetensorsFile

    /// Opens a package and checks everything but the tensors: the description, the digests of the weights and of
    /// the tokenizer's file, where it is stated, and the tokenizer.
    ///
    /// - Parameters:
    ///   - path: The package's folder.
    ///   - defersDigestOver: The digest of weights of more bytes than this is left to ``checkDigest()``; nil for none.
    /// - Throws: ``CheckpointError`` saying which file is wrong and what to do.
    public init(path: String, defersDigestOver limit: Int? = nil) throws(CheckpointError) {
        let folder = URL(filePath: path, directoryHint: .isDirectory)
        func file(_ name: String) -> String { folder.appending(path: name).path }

        description = try ModelDescription.read(path: file(ModelDescription.fileName))
        let weightFile = file(description.weights.file)
        weights = try withFiles { () throws(WeightFileError) in try SafetensorsFile(path: weightFile) }
        isDigestChecked = weights.file.bytes.count <= limit ?? .max
        let tokenizerPath = file(description.tokenizer.file)
        let tokenizerFile = try withFiles { () throws(WeightFileError) in try MappedFile(path: tokenizerPath)
        }
        tokenizerContent = Array(tokenizerFile.bytes)
        let digest = tokenizerFile.digest
        if let stated = description.tokenizer.sha256, digest != stated {
            throw .wrongDigest(file: tokenizerPath, expected: stated, found: digest)
        }
        tokenizer = try description.tokenizer.makeTokenizer(
            content: tokenizerContent,
            vocabularySize: description.encoders.text.vocabulary,
            path: tokenizerPath
        )
        tokenizerIdentity = "\(tokenizer.identity) \(digest)"
        if isDigestChecked { try checkDigest() }
    }

    /// Whether the weights were found to be those that the description names when the package was opened.
    public let isDigestChecked: Bool

    /// Reads the weights from end to end and compares their digest with the description's.
    ///
    /// - Throws: ``CheckpointError/wrongDigest(file:expected:found:)``.
    public func checkDigest() throws(CheckpointError) {
        let digest = weights.file.digest
        guard digest == description.weights.sha256 else {
            throw .wrongDigest(
                file: weights.path,
                expected: description.weights.sha256,
                found: digest
            )
        }
    }

    /// Builds the encoders from the weights; no tensor may be missing, misshapen or left over.
    ///
    /// - Parameter sizes: Other sizes than the description's, where the weights fit them too: a convolutional
    ///   encoder takes images of any resolution.
    /// - Throws: ``CheckpointError`` naming the tensor.
    public func encoder<Backend: TensorBackend>(
        sizes: DualEncoderConfiguration? = nil,
        on backend: Backend
    ) throws(CheckpointError) -> DualEncoder<Backend> {
        guard let naming = NamingScheme.all[description.weights.naming] else {
            throw .malformedDescription(
                file: weights.path,
                reason: "weights.naming is '\(description.weights.naming)'"
            )
        }
        let checkpoint = Checkpoint(weights, naming: naming)
        let encoder: DualEncoder<Backend>
        do throws(EncoderError) {
            encoder = try DualEncoder(sizes ?? description.encoders, from: checkpoint, on: backend)
        } catch {
            throw .encoder(error, file: weights.path)
        }
        try checkpoint.requireNothingLeft()
        return encoder
    }
}

extension ModelDescription.TokenizerDescription {
    /// The tokenizer that the content of its file makes.
    ///
    /// - Throws: ``CheckpointError/tokenizer(file:reason:)`` naming `path`.
    public func makeTokenizer(
        content: [UInt8],
        vocabularySize: Int,
        path: String
    ) throws(CheckpointError) -> any Tokenizer {
        do throws(TokenizerError) {
            switch self {
            case .wordPiece(_, let lowercases, let maximum, let repairsText, _):
                return try WordPieceTokenizer(
                    vocabulary: content,
                    lowercases: lowercases,
                    maximumTokens: maximum,
                    repairsText: repairsText
                )
            case .clip(_, let maximum, let cleaning, _):
                return try CLIPTokenizer(
                    merges: content,
                    vocabularySize: vocabularySize,
                    maximumTokens: maximum,
                    cleaning: cleaning
                )
            }
        } catch {
            throw .tokenizer(file: path, reason: "\(error)")
        }
    }
}
