import Audit
import Checkpoints
import HTTPMessage
import Inference
import Radiographs
import Reports
import ZeroShot

/// `POST /v1/similarity`: how well a report matches an image.
struct SimilarityEndpoint: Sendable {
    let models: ServedModels
    let members: [ScoringMember]
    let reader: InputReader
    let configuration: ServiceConfiguration

    func similarity(_ call: Call) async throws -> Response {
        let input = try await reader.read(call, [.image, .report, .longText])
        guard let bytes = input.images.first else { throw APIError.missingImage }
        guard let text = input.report else {
            throw APIError.badRequest("The request has no report. Send its text in the field 'report'.")
        }
        call.objects.add(.image, bytes)
        call.objects.add(.report, text)
        let report = try ReadReport(text, configuration)
        var compared: [Compared] = []
        for member in members {
            compared.append(
                try await compare(bytes, report, input.longText ?? .truncate, member, call.standing)
            )
            call.times.add(compared[compared.count - 1].image)
        }
        var warnings: [String] = []
        for warning in compared.flatMap(\.warnings) where !warnings.contains(warning) {
            warnings.append(warning)
        }
        let similarity = ReportSimilarity(averaging: compared.map(\.similarity))
        return try Response(
            json: SimilarityAnswer(
                requestId: call.id,
                model: ModelReference(models),
                reportSimilarity: similarity.report,
                sentenceSimilarity: similarity.sentenceMean,
                sentences: similarity.sentences.map { .init(text: $0.text, similarity: $0.similarity) },
                image: compared[0].image.receipt,
                timings: Timings(compared.map(\.image)),
                warnings: warnings
            )
        )
    }

    /// What one model says of the image and the report.
    private struct Compared {
        let image: EncodedImage
        let similarity: ReportSimilarity
        let warnings: [String]
    }

    private func compare(
        _ bytes: ArraySlice<UInt8>,
        _ report: ReadReport,
        _ policy: LongTextPolicy,
        _ member: ScoringMember,
        _ standing: InferenceEngine.Standing
    ) async throws -> Compared {
        let image = try await member.images.encode(bytes, standing)
        let texts = [report.text] + report.sentences
        let embedded = try await member.texts.embed(texts, longTexts: policy, standing)
        let similarity = try ReportSimilarity(
            image: image.embedding,
            report: embedded[0].embedding,
            sentences: zip(report.sentences, embedded.dropFirst()).map { ($0, $1.embedding) }
        )
        return Compared(
            image: image,
            similarity: similarity,
            warnings: image.warnings + warnings(embedded[0], member.model)
        )
    }

    private func warnings(_ report: ZeroShotModel.EmbeddedText, _ model: ZeroShotModel) -> [String] {
        let maximum = model.description.tokenizer.maximumTokens
        if report.pieces > 1 {
            return [
                "The report is longer than the \(maximum) tokens that the text encoder reads: reportSimilarity is that of "
                    + "the mean of \(report.pieces) pieces."
            ]
        }
        guard report.isTruncated else { return [] }
        return [
            "The report is longer than the \(maximum) tokens that the text encoder reads: "
                + "reportSimilarity leaves its end out, the sentences do not."
        ]
    }
}

/// The sections of a report that say something about the image, within the service's bounds.
private struct ReadReport {
    let text: String
    let sentences: [String]

    init(_ report: String, _ configuration: ServiceConfiguration) throws {
        guard report.utf8.count <= configuration.reportBytes else {
            throw APIError.unprocessable(
                "text-too-long",
                "The report is too long",
                "Send the findings and the impression only.",
                limit: configuration.reportBytes,
                received: report.utf8.count
            )
        }
        text = ReportText(report).text
        sentences = SentenceSplitter.sentences(in: text)
        guard !sentences.isEmpty else { throw ScoringError.emptyReport }
        guard sentences.count <= configuration.sentencesPerReport else {
            throw APIError.unprocessable(
                "text-too-long",
                "The report has too many sentences",
                "Send the findings and the impression only.",
                limit: configuration.sentencesPerReport,
                received: sentences.count
            )
        }
    }
}
