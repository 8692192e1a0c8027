import ZeroShot

/// The answer of `POST /v1/similarity`.
struct SimilarityAnswer: Encodable, Sendable {
    /// One sentence and its cosine with the image.
    struct Sentence: Encodable, Sendable {
        let text: String
        let similarity: Float
    }

    let requestId: String
    let model: ModelReference
    let reportSimilarity: Float
    let sentenceSimilarity: Float
    let sentences: [Sentence]
    let image: ImageReceipt
    let timings: Timings
    let warnings: [String]
    let intendedUse = "research"
}

/// The answer of `POST /v1/embeddings`.
struct EmbeddingsAnswer: Encodable, Sendable {
    let requestId: String
    let model: ModelReference
    let embeddings: [[Float]]
    let dimensions: Int
    let normalized = true
    let warnings: [String]
    let intendedUse = "research"
}
