public import Encoders
import Foundation
import WeightFiles

extension DualEncoderConfiguration {
    /// The SHA-256 of everything here that a text's embedding depends on: the same weights give other embeddings when they
    /// are pooled or activated otherwise.
    public var textDigest: String {
        struct TextSide: Encodable {
            let text: TextEncoderConfiguration
            let projection: ProjectionConfiguration
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        // Sizes are finite, so this cannot fail.
        let json = try? encoder.encode(TextSide(text: text, projection: textProjection ?? projection))
        return Array(json ?? Data()).withUnsafeBytes(sha256(of:))
    }
}
