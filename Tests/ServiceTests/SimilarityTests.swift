import Foundation
import Testing

@Suite struct SimilarityTests {
    private let service: TestService
    private let phantom: [UInt8]

    init() throws {
        service = try TestService()
        phantom = Array(try #require(TestService.phantom))
    }

    private static let report = """
        INDICATION: Cough.
        FINDINGS: The heart is enlarged. There is a 2.5 cm nodule.
        IMPRESSION: 1. Cardiomegaly. 2. Lung nodule.
        """

    @Test func comparesTheReportAndItsSentences() async throws {
        let form = Form().adding("image", phantom).adding("report", Array(Self.report.utf8))
        let answer = try await service.post("/v1/similarity", type: Form.type, form.body)
        #expect(answer.status == 200)
        let sentences = try #require(answer.json["sentences"] as? [[String: Any]])
        #expect(
            sentences.compactMap { $0["text"] as? String } == [
                "The heart is enlarged.", "There is a 2.5 cm nodule.", "1. Cardiomegaly.", "2. Lung nodule.",
            ]
        )
        let values = sentences.compactMap { $0["similarity"] as? Double }
        let mean = try #require(answer.json["sentenceSimilarity"] as? Double)
        #expect(abs(mean - values.reduce(0, +) / 4) < 1e-6)
        let report = try #require(answer.json["reportSimilarity"] as? Double)
        #expect((-1...1).contains(report))
    }

    @Test func formAndJSONGiveTheSameNumbers() async throws {
        let form = Form().adding("report", Array(Self.report.utf8)).adding("image", phantom)
        let sent = try await service.post("/v1/similarity", type: Form.type, form.body)
        let json = try await service.post(
            "/v1/similarity",
            json: ["image": Data(phantom).base64EncodedString(), "report": Self.report]
        )
        #expect(sent.json["reportSimilarity"] as? Double == json.json["reportSimilarity"] as? Double)
        #expect(sent.json["sentenceSimilarity"] as? Double == json.json["sentenceSimilarity"] as? Double)
    }

    @Test func saysWhenAReportIsLongerThanTheEncoderReads() async throws {
        let long = (1...60).map { "Finding number \($0) is seen in the lung." }.joined(separator: " ")
        let answer = try await service.post(
            "/v1/similarity",
            json: ["image": Data(phantom).base64EncodedString(), "report": long]
        )
        #expect(answer.status == 200)
        let warnings = try #require(answer.json["warnings"] as? [String])
        #expect(warnings.contains { $0.contains("96 tokens") })
    }

    @Test func embeddingsHaveUnitLengthAndGiveTheCosine() async throws {
        let image = try await service.post("/v1/embeddings", type: "image/jpeg", phantom)
        let texts = try await service.post("/v1/embeddings", json: ["texts": ["Edema", "no Edema"]])
        let u = try #require((image.json["embeddings"] as? [[Double]])?.first)
        let v = try #require(texts.json["embeddings"] as? [[Double]])
        #expect(u.count == 256 && v.count == 2 && texts.json["dimensions"] as? Int == 256)
        for vector in [u] + v { #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5) }
        let scored = try await service.post("/v1/score?label=Edema", type: "image/jpeg", phantom)
        let cosine = try #require(scored.scores.first?["positiveSimilarity"] as? Double)
        #expect(abs(zip(u, v[0]).reduce(0) { $0 + $1.0 * $1.1 } - cosine) < 1e-5)
    }

    /// What is done with a report that the encoder cannot read at once is the caller's choice, and the answer says it.
    @Test func aLongReportIsReadAsTheRequestSays() async throws {
        let long = (1...60).map { "Finding number \($0) is seen in the lung." }.joined(separator: " ")
        func answer(_ policy: String) async throws -> Answer {
            try await service.post(
                "/v1/similarity",
                json: ["image": Data(phantom).base64EncodedString(), "report": long, "longText": policy]
            )
        }
        let averaged = try await answer("average")
        let warnings = try #require(averaged.json["warnings"] as? [String])
        #expect(averaged.status == 200 && warnings.contains { $0.contains("the mean of") })
        let truncated = try await answer("truncate")
        #expect(
            truncated.json["reportSimilarity"] as? Double != averaged.json["reportSimilarity"] as? Double
        )
        let refused = try await answer("error")
        #expect(refused.status == 422 && refused.problem == "text-too-long")
        #expect(try await answer("shorten").status == 400)
    }
}
