import Crypto
public import Encoders
import Foundation
public import Reports
public import Tensors

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

    private let weights: SafetensorsFile

    /// Opens a package and checks everything but the tensors: the description, the digest of the weights and
    /// the tokenizer.
    ///
    /// - Parameter path: The package's folder.
    /// - Throws: ``CheckpointError`` saying which file is wrong and what to do.
    public init(path: String) throws(CheckpointError) {
        let folder = URL(filePath: path, directoryHint: .isDirectory)
        func file(_ name: String) -> String { folder.appending(path: name).path }

        description = try ModelDescription.read(path: file(ModelDescription.fileName))
        weights = try SafetensorsFile(path: file(description.weights.file))
        let digest = Self.digest(weights.content)
        guard digest == description.weights.sha256 else {
            throw .wrongDigest(
                file: weights.path,
                expected: description.weights.sha256,
                found: digest
            )
        }
        let tokenizerFile = try MappedFile(path: file(description.tokenizer.file))
        tokenizer = try Self.makeTokenizer(
            description,
            content: Array(tokenizerFile.bytes),
            path: file(description.tokenizer.file)
        )
        tokenizerIdentity = "\(tokenizer.identity) \(Self.digest(tokenizerFile.bytes))"
    }

    /// Builds the encoders from the weights; no tensor may be missing, misshapen or left over.
    ///
    /// - Throws: ``CheckpointError`` naming the tensor.
    public func encoder<Backend: TensorBackend>(
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
            encoder = try DualEncoder(description.encoders, from: checkpoint, on: backend)
        } catch {
            throw .encoder(error, file: weights.path)
        }
        try checkpoint.requireNothingLeft()
        return encoder
    }

    private static func digest(_ bytes: UnsafeRawBufferPointer) -> String {
        var hash = SHA256()
        hash.update(bufferPointer: bytes)
        return hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    private static func makeTokenizer(
        _ description: ModelDescription,
        content: [UInt8],
        path: String
    ) throws(CheckpointError) -> any Tokenizer {
        let tokenizer: any Tokenizer
        do throws(TokenizerError) {
            switch description.tokenizer {
            case .wordPiece(_, let lowercases, let maximum):
                tokenizer = try WordPieceTokenizer(
                    vocabulary: content,
                    lowercases: lowercases,
                    maximumTokens: maximum
                )
            case .clip(_, let maximum):
                tokenizer = try CLIPTokenizer(
                    merges: content,
                    vocabularySize: description.encoders.text.vocabulary,
                    maximumTokens: maximum
                )
            }
        } catch {
            throw .tokenizer(file: path, reason: "\(error)")
        }
        return tokenizer
    }
}
