import Crypto
import Foundation

/// What an embedding depends on besides the prompt: the same prompt has one embedding per identity.
public struct PromptEncoderIdentity: Hashable, Sendable {
    /// SHA-256 of the model's weights.
    public let modelSHA256: String
    /// What tells tokenizers apart: a digest of the tokenizer's files and settings.
    public let tokenizer: String
    /// The length of every embedding.
    public let dimensions: Int

    /// Names the encoder that a cache entry comes from.
    public init(modelSHA256: String, tokenizer: String, dimensions: Int) {
        self.modelSHA256 = modelSHA256
        self.tokenizer = tokenizer
        self.dimensions = dimensions
    }

    /// SHA-256 over the identity and the prompt's UTF-8 bytes as given, each part preceded by its length.
    func key(of prompt: String) -> Data {
        var hash = SHA256()
        for part in [modelSHA256, tokenizer, String(dimensions), prompt] {
            let bytes = Array(part.utf8)
            withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { hash.update(bufferPointer: $0) }
            hash.update(data: bytes)
        }
        return Data(hash.finalize())
    }
}
