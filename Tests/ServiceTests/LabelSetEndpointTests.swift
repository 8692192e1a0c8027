import Foundation
import HTTPMessage
import HTTPTypes
import Testing

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
}
