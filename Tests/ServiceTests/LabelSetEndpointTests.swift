import Foundation
import HTTPMessage
import HTTPTypes
import Storage
import Testing
import ZeroShot

@Suite struct LabelSetEndpointTests {
    private let service: TestService
    private let phantom: [UInt8]

    init() throws {
        service = try TestService()
        phantom = Array(try #require(TestService.phantom))
    }

    private func put(
        _ name: String,
        _ labels: [String],
        fields: HTTPFields = [:]
    ) async throws -> Answer {
        let body = Array(try JSONSerialization.data(withJSONObject: ["labels": labels]))
        return try await service.send(
            .put,
            "/v1/label-sets/\(name)",
            type: "application/json",
            body,
            fields: fields
        )
    }

    @Test func versionsAreImmutableAndNumbered() async throws {
        let first = try await put("ward-3", ["Edema", "Fracture"])
        #expect(first.status == 201 && first.json["version"] as? Int == 1)
        #expect(first.response.fields[.location] == "/v1/label-sets/ward-3/versions/1")
        let same = try await put("ward-3", ["Edema", "Fracture"])
        #expect(same.status == 200 && same.json["version"] as? Int == 1)
        let second = try await put("ward-3", ["Edema"])
        #expect(second.status == 201 && second.json["version"] as? Int == 2)
        let old = try await service.get("/v1/label-sets/ward-3/versions/1")
        #expect((old.json["labels"] as? [Any])?.count == 2)
        let latest = try await service.get("/v1/label-sets/ward-3")
        #expect(latest.json["version"] as? Int == 2)
    }

    @Test func scoresWithTheVersionThatIsAskedFor() async throws {
        _ = try await put("ward-3", ["Edema", "Fracture"])
        _ = try await put("ward-3", ["Edema"])
        let old = try await service.post("/v1/score?labelSet=ward-3&version=1", type: "image/jpeg", phantom)
        #expect(old.scores.count == 2)
        let latest = try await service.post("/v1/score?labelSet=ward-3", type: "image/jpeg", phantom)
        #expect(latest.scores.count == 1)
    }

    @Test func entityTagsSaveAnAnswerAndGuardAWrite() async throws {
        let first = try await put("ward-3", ["Edema"])
        let tag = try #require(first.response.fields[.eTag])
        #expect(tag.hasPrefix("\"") && tag.hasSuffix("\""))
        #expect(try await service.get("/v1/label-sets/ward-3", fields: [.ifNoneMatch: tag]).status == 304)
        #expect(try await put("ward-3", ["Fracture"], fields: [.ifMatch: tag]).status == 201)
        let stale = try await put("ward-3", ["Edema"], fields: [.ifMatch: tag])
        #expect(stale.status == 412 && stale.problem == "precondition-failed")
        #expect(try await put("ward-3", ["Edema"], fields: [.ifNoneMatch: "*"]).status == 412)
    }

    @Test func aDeletedSetIsGoneAndItsNumbersAreNotUsedAgain() async throws {
        _ = try await put("ward-3", ["Edema"])
        #expect(try await service.send(.delete, "/v1/label-sets/ward-3").status == 204)
        #expect(try await service.get("/v1/label-sets/ward-3").status == 404)
        #expect(try await service.send(.delete, "/v1/label-sets/ward-3").status == 404)
        #expect(try await put("ward-3", ["Edema"]).json["version"] as? Int == 2)
    }

    /// What is kept in memory never hides what the database says, whoever wrote it.
    @Test func seesWhatAnotherProcessWrites() async throws {
        _ = try await put("ward-3", ["Edema"])
        #expect(try await service.get("/v1/label-sets/ward-3").json["version"] as? Int == 1)
        let path = service.folder.appending(path: "hilum.sqlite").path
        let other = try HilumDatabase(path: path) { _ in }.labelSets
        let content = try LabelSet.adHoc(labels: ["Edema", "Fracture"]).canonicalJSON()
        _ = try other.put(name: "ward-3", content: content, labelCount: 2)
        let latest = try await service.post("/v1/score?labelSet=ward-3", type: "image/jpeg", phantom)
        #expect(latest.scores.count == 2)
        #expect(try await service.get("/v1/label-sets/ward-3/versions/1").json["version"] as? Int == 1)
        _ = try other.delete("ward-3")
        #expect(try await service.get("/v1/label-sets/ward-3").status == 404)
        #expect(try await service.get("/v1/label-sets/ward-3/versions/1").status == 404)
    }

    @Test func builtInSetsDoNotChange() async throws {
        #expect(try await put("CheXpert-5", ["Edema"]).status == 409)
        #expect(try await put("chexpert-5", ["Edema"]).status == 409)
        #expect(try await service.send(.delete, "/v1/label-sets/CheXpert-5").status == 409)
        #expect(try await service.get("/v1/label-sets/CheXpert-5").status == 200)
    }

    @Test func theListHoldsBuiltInAndOwnSets() async throws {
        _ = try await put("ward-3", ["Edema"])
        let sets = try #require(try await service.get("/v1/label-sets").json["labelSets"] as? [[String: Any]])
        let names = sets.compactMap { $0["name"] as? String }
        #expect(names == ["CXR-LT-40", "CheXpert-13", "CheXpert-5", "PadChest-61", "VinDr-CXR-20", "ward-3"])
    }

    @Test(arguments: [
        (#"{"labels": []}"#, 422), (#"{"labels": [""]}"#, 422), (#"{"labels": ["Edema", "Edema"]}"#, 422),
        (#"{"label": ["Edema"]}"#, 400), (#"{"labels": "Edema"}"#, 400), (#"{"labels": ["Edema""#, 400),
        (#"{"labels": ["No Finding"]}"#, 422),
        (#"{"labels": ["Edema"], "templates": {"positive": ["x"]}}"#, 422),
        ("", 400), ("[]", 400),
    ])
    func refusesAnUnusableSetAndStoresNothing(body: String, status: Int) async throws {
        let answer = try await service.send(
            .put,
            "/v1/label-sets/ward-3",
            type: "application/json",
            Array(body.utf8)
        )
        #expect(answer.status == status)
        #expect(answer.problem != nil)
        #expect(try await service.get("/v1/label-sets/ward-3").status == 404)
    }

    /// A label with descriptors is explained by their scores: their geometric mean is its own.
    @Test func descriptorsExplainAScore() async throws {
        let file = TestService.root.appending(path: "Models/prompts/chexpert-5-descriptors.json")
        let body = Array(try Data(contentsOf: file))
        let stored = try await service.send(
            .put,
            "/v1/label-sets/signs",
            type: "application/json",
            body
        )
        #expect(stored.status == 201 && stored.json["descriptorTemperature"] as? Double == 0.5)
        let answer = try await service.post("/v1/score?labelSet=signs", type: "image/jpeg", phantom)
        // "No Finding" is 1 − the highest of the others and has no signs.
        let explained = answer.scores.filter { $0["descriptors"] != nil }
        #expect(answer.status == 200 && answer.scores.count == 6 && explained.count == 5)
        for score in explained {
            let signs = try #require(score["descriptors"] as? [[String: Any]])
            let logarithms = try signs.map { log(try #require($0["softmax"] as? Double)) }
            let mean = exp(logarithms.reduce(0, +) / Double(logarithms.count))
            let softmax = try #require(score["softmax"] as? Double)
            #expect(signs.count >= 4 && abs(softmax - mean) < 1e-5)
            #expect(
                score["isPresent"] as? Bool == (softmax > (try #require(score["negativeSoftmax"] as? Double)))
            )
            #expect(score["probability"] is NSNull && score["positiveSimilarity"] is NSNull)
        }
    }

    /// A grammar is stored as the prompts that it makes.
    @Test func aGrammarBecomesItsPrompts() async throws {
        let grammar = """
            {"labels": [{"name": "Edema", "positive": ["{degree} edema."], "negative": ["no edema"]}],
             "expressions": {"degree": ["", "mild", "severe"]}}
            """
        let stored = try await service.send(
            .put,
            "/v1/label-sets/grammar",
            type: "application/json",
            Array(grammar.utf8)
        )
        let label = try #require((stored.json["labels"] as? [[String: Any]])?.first)
        #expect(label["positive"] as? [String] == ["edema.", "mild edema.", "severe edema."])
        let wrong = grammar.replacing("{degree}", with: "{side}")
        let refused = try await service.send(
            .put,
            "/v1/label-sets/grammar",
            type: "application/json",
            Array(wrong.utf8)
        )
        #expect(refused.status == 422 && refused.problem == "invalid-label-set")
    }
}
