import Datasets
import Evaluation
import ZeroShot

/// How near a model's images lie to their own reports.
///
/// Every image that has a report takes part. The report as one text is its sentences joined by blanks.
public struct TextAssessment: Sendable {
    /// The places, among the embedded images, of those that have a report.
    public let places: [Int]
    /// For each of these images the cosine with its report as one text, -1 to 1.
    public let reportSimilarities: [Double]
    /// For each of these images the mean cosine with the sentences of its report, -1 to 1.
    public let sentenceSimilarities: [Double]
    /// The embeddings of these images.
    let images: [Embedding]
    /// The embeddings of the different reports.
    let reports: [Embedding]
    /// For each of these images the place of its report among `reports`.
    let reportOfImage: [Int]

    private static let textsAtATime = 512

    /// Compares images with their reports.
    ///
    /// - Throws: ``AssessmentError/noTexts`` where no image has a report, ``AssessmentError/model(reason:)``.
    public init(_ images: EmbeddedImages, model: some EmbeddingModel) throws(AssessmentError) {
        let sentences = images.rows.map { $0.sentences() }
        let places = sentences.indices.filter { !sentences[$0].isEmpty }
        guard !places.isEmpty else { throw .noTexts }
        let texts = places.map { sentences[$0].joined(separator: " ") }
        let embedded = try Self.embed(texts + places.flatMap { sentences[$0] }, model)
        let pairs = places.compactMap { place in
            Self.pair(images.embeddings[place], sentences[place], embedded)
        }
        self.places = places
        reportSimilarities = pairs.map { Double($0.report) }
        sentenceSimilarities = pairs.map { Double($0.sentenceMean) }
        self.images = places.map { images.embeddings[$0] }
        let gallery = TextGallery(texts)
        reports = gallery.texts.compactMap { embedded[$0] }
        reportOfImage = gallery.textOfImage
    }

    /// The mean over the images of the cosine with the report as one text, -1 to 1.
    public var reportSimilarity: Double { Self.mean(reportSimilarities) }

    /// The mean over the images of the mean cosine with the sentences, -1 to 1.
    public var sentenceSimilarity: Double { Self.mean(sentenceSimilarities) }

    /// How many different reports there are.
    public var reportCount: Int { reports.count }

    private static func embed(
        _ texts: [String],
        _ model: some EmbeddingModel
    ) throws(AssessmentError) -> [String: Embedding] {
        let different = Array(Set(texts)).sorted()
        var result: [String: Embedding] = [:]
        for start in stride(from: 0, to: different.count, by: textsAtATime) {
            let some = Array(different[start..<min(start + textsAtATime, different.count)])
            let embeddings = try model.checked(some.count) { try $0.embed(texts: some) }
            for (text, embedding) in zip(some, embeddings) { result[text] = embedding }
        }
        return result
    }

    /// Nil for an image without a report.
    private static func pair(
        _ image: Embedding,
        _ sentences: [String],
        _ embedded: [String: Embedding]
    ) -> ReportSimilarity? {
        let parts = sentences.compactMap { text in embedded[text].map { (text: text, embedding: $0) } }
        guard let report = embedded[sentences.joined(separator: " ")] else { return nil }
        return try? ReportSimilarity(image: image, report: report, sentences: parts)
    }

    private static func mean(_ values: [Double]) -> Double {
        values.reduce(0, +) / Double(values.count)
    }
}
