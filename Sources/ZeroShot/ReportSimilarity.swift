/// How well a report matches an image.
public struct ReportSimilarity: Sendable, Equatable {
    /// One sentence of the report and its cosine with the image.
    public struct Sentence: Sendable, Equatable {
        /// The sentence as it stands in the report.
        public let text: String
        /// -1 to 1.
        public let similarity: Float
    }

    /// Cosine of the image with the kept sections as one text, -1 to 1.
    public let report: Float
    /// The sentences of the kept sections in order.
    public let sentences: [Sentence]

    /// Compares an image with a report's embeddings.
    ///
    /// - Throws: ``ScoringError/emptyReport`` where there is no sentence.
    public init(
        image: Embedding,
        report: Embedding,
        sentences: [(text: String, embedding: Embedding)]
    ) throws(ScoringError) {
        guard !sentences.isEmpty else { throw .emptyReport }
        self.report = image.cosine(with: report)
        self.sentences = sentences.map {
            Sentence(text: $0.text, similarity: image.cosine(with: $0.embedding))
        }
    }

    /// The mean of what several models say of one report, number by number.
    ///
    /// - Precondition: there is at least one, and all are of the same sentences.
    public init(averaging members: [ReportSimilarity]) {
        let count = Float(members.count)
        report = members.reduce(0) { $0 + $1.report } / count
        sentences = members[0].sentences.indices.map { index in
            Sentence(
                text: members[0].sentences[index].text,
                similarity: members.reduce(0) { $0 + $1.sentences[index].similarity } / count
            )
        }
    }

    /// The mean over the sentences, -1 to 1.
    public var sentenceMean: Float {
        sentences.reduce(0) { $0 + $1.similarity } / Float(sentences.count)
    }
}
