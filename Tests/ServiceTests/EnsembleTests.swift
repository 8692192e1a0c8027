import Checkpoints
import Crypto
import Foundation
import Testing

/// A service of several models answers with the mean of their scores, and with their own.
@Suite struct EnsembleTests {
    private let scratch: URL
    private let packages: [URL]
    private let phantom: [UInt8]

    init() throws {
        scratch = FileManager.default.temporaryDirectory.appending(path: "ensemble-\(UUID().uuidString)")
        // The second member averages the tokens of a text, and so answers otherwise.
        let embedded = TestService.root.appending(path: "Models/hilum-open")
        try FileManager.default.copyItem(at: embedded, to: scratch)
        let description = scratch.appending(path: ModelDescription.fileName)
        try String(contentsOf: description, encoding: .utf8)
            .replacing("\"pooling\" : \"firstToken\"", with: "\"pooling\" : \"average\"")
            .write(to: description, atomically: true, encoding: .utf8)
        packages = [embedded, scratch]
        phantom = Array(try #require(TestService.phantom))
    }

    private func remove() { try? FileManager.default.removeItem(at: scratch) }

    private func softmax(_ answer: Answer) throws -> [Double] {
        try answer.scores.map { try #require($0["softmax"] as? Double) }
    }

    @Test func aScoreIsTheMeanOfTheMembers() async throws {
        defer { remove() }
        let alone = try packages.map { try TestService(package: $0) }
        let together = try TestService(packages: packages)
        let target = "/v1/score?label=Cardiomegaly&label=Edema"
        var single: [[Double]] = []
        for service in alone {
            single.append(try softmax(try await service.post(target, type: "image/jpeg", phantom)))
        }
        let answer = try await together.post(target, type: "image/jpeg", phantom)
        #expect(answer.status == 200)
        for (index, mean) in try softmax(answer).enumerated() {
            #expect(abs(mean - (single[0][index] + single[1][index]) / 2) < 1e-6)
            #expect(single[0][index] != single[1][index])
            let members = try #require(answer.scores[index]["members"] as? [[String: Any]])
            let own = members.compactMap { ($0["score"] as? [String: Any])?["softmax"] as? Double }
            #expect(own == single.map { $0[index] })
            #expect(answer.scores[index]["probability"] is NSNull)
        }
    }

    @Test func aSimilarityIsTheMeanToo() async throws {
        defer { remove() }
        let body = [
            "image": Data(phantom).base64EncodedString(), "report": "The heart is enlarged. No edema.",
        ]
        var single: [Double] = []
        for package in packages {
            let answer = try await TestService(package: package).post("/v1/similarity", json: body)
            single.append(try #require(answer.json["reportSimilarity"] as? Double))
        }
        let answer = try await TestService(packages: packages).post("/v1/similarity", json: body)
        let mean = try #require(answer.json["reportSimilarity"] as? Double)
        #expect(abs(mean - (single[0] + single[1]) / 2) < 1e-6 && single[0] != single[1])
    }

    @Test func anEnsembleHasNoEmbedding() async throws {
        defer { remove() }
        let answer = try await TestService(packages: packages).post(
            "/v1/embeddings",
            json: ["texts": ["edema"]]
        )
        #expect(answer.status == 422 && answer.problem == "no-embedding")
    }

    /// Its digest can be worked out from the members' alone.
    @Test func anAnswerNamesTheEnsembleAndTheRouteItsMembers() async throws {
        defer { remove() }
        let service = try TestService(packages: packages)
        let answer = try await service.post("/v1/score?label=Edema", type: "image/jpeg", phantom)
        let model = try #require(answer.json["model"] as? [String: Any])
        let models = try #require(try await service.get("/v1/models").json["models"] as? [[String: Any]])
        let digests = models.compactMap { $0["sha256"] as? String }
        #expect(model["id"] as? String == "several" && digests.count == 2)
        let expected = SHA256.hash(data: Data(digests.joined().utf8)).map { String(format: "%02x", $0) }
        #expect(model["sha256"] as? String == expected.joined())
    }
}
