import Foundation
import HTTPMessage
import HTTPTypes
import Testing

@Suite struct ScoreTests {
    private let service: TestService
    private let phantom: [UInt8]

    init() throws {
        service = try TestService()
        phantom = Array(try #require(TestService.phantom))
    }

    @Test func answersAsTheContractSays() async throws {
        let answer = try await service.post("/v1/score?labelSet=CheXpert-5", type: "image/jpeg", phantom)
        #expect(answer.status == 200)
        #expect(
            Set(answer.json.keys) == [
                "requestId", "model", "labelSet", "scores", "image", "timings", "warnings", "intendedUse",
            ]
        )
        #expect(answer.json["intendedUse"] as? String == "research")
        let model = try #require(answer.json["model"] as? [String: String])
        #expect(model["id"] == "hilum-open")
        #expect(model["sha256"]?.count == 64)
        let labelSet = try #require(answer.json["labelSet"] as? [String: Any])
        #expect(labelSet["name"] as? String == "CheXpert-5" && labelSet["version"] as? Int == 1)
        #expect(
            answer.scores.map { $0["label"] as? String } == [
                "Atelectasis", "Cardiomegaly", "Consolidation", "Edema", "Pleural Effusion",
            ]
        )
        // The embedded model is calibrated for prompts with these very words.
        for (score, isCalibrated) in zip(answer.scores, [true, true, true, false, false]) {
            #expect((score["probability"] is Double) == isCalibrated)
            for field in ["probability", "calibration", "operatingPoint"] {
                #expect((score[field] is NSNull) != isCalibrated, "\(field)")
            }
        }
        #expect(answer.response.fields[.cacheControl] == "no-store")
    }

    @Test func softmaxIsThatOfTheTwoCosines() async throws {
        let answer = try await service.post("/v1/score?label=Edema", type: "image/jpeg", phantom)
        let score = try #require(answer.scores.first)
        let positive = try #require(score["positiveSimilarity"] as? Double)
        let negative = try #require(score["negativeSimilarity"] as? Double)
        let softmax = try #require(score["softmax"] as? Double)
        #expect(abs(softmax - 1 / (1 + exp(negative - positive))) < 1e-6)
        #expect(answer.json["labelSet"] is NSNull)
    }

    @Test func noFindingIsOneMinusTheHighestOther() async throws {
        let answer = try await service.post(
            "/v1/score?label=No+Finding&label=Edema&label=Fracture",
            type: "image/jpeg",
            phantom
        )
        let values = answer.scores.compactMap { $0["softmax"] as? Double }
        #expect(values.count == 3)
        #expect(abs(values[0] - (1 - max(values[1], values[2]))) < 1e-6)
        #expect(answer.scores[0]["positiveSimilarity"] is NSNull)
    }

    @Test func everyWayToSendAnImageGivesTheSameScores() async throws {
        let raw = try await service.post("/v1/score?labelSet=CheXpert-5", type: "image/jpeg", phantom)
        let base64 = Data(phantom).base64EncodedString()
        let form = Form().adding("image", phantom, type: "image/jpeg")
            .adding("labelSet", Array("CheXpert-5".utf8))
        let reversed = Form().adding("labelSet", Array("CheXpert-5".utf8)).adding("image", phantom)
        let others = [
            try await service.post("/v1/score", json: ["image": base64, "labelSet": "CheXpert-5"]),
            try await service.post("/v1/score", type: Form.type, form.body),
            try await service.post("/v1/score", type: Form.type, reversed.body),
            try await service.post("/v1/score", type: "image/jpeg", phantom),
        ]
        #expect(raw.status == 200 && raw.scores.count == 5)
        for other in others {
            #expect(other.status == 200)
            #expect(other.comparableScores == raw.comparableScores)
        }
    }

    @Test func aBatchScoresEachImageAndReportsTheBadOne() async throws {
        let single = try await service.post("/v1/score?labelSet=CheXpert-5", type: "image/jpeg", phantom)
        let form = Form().adding("image", phantom).adding("image", Array("not an image".utf8))
            .adding("image", phantom)
        let batch = try await service.post("/v1/score:batch?labelSet=CheXpert-5", type: Form.type, form.body)
        #expect(batch.status == 200)
        let results = try #require(batch.json["results"] as? [[String: Any]])
        #expect(results.map { $0["index"] as? Int } == [0, 1, 2])
        for index in [0, 2] {
            let scores = try #require(results[index]["scores"] as? [[String: Any]])
            #expect(scores.map { $0["softmax"] as? Double } == single.scores.map { $0["softmax"] as? Double })
        }
        let problem = try #require(results[1]["error"] as? [String: Any])
        #expect(problem["type"] as? String == "urn:hilum:problem:unsupported-media")
        #expect(results[1]["scores"] == nil)
    }

    @Test(arguments: ["CheXpert-5", "CheXpert-13", "PadChest-61", "VinDr-CXR-20", "CXR-LT-40"])
    func everyBuiltInLabelSetScores(name: String) async throws {
        let answer = try await service.post("/v1/score?labelSet=\(name)", type: "image/jpeg", phantom)
        #expect(answer.status == 200)
        #expect("\(answer.scores.count)" == name.split(separator: "-").last.map(String.init))
    }

    @Test func aClientsWellFormedRequestIdentifierIsKept() async throws {
        var fields = HTTPFields()
        let name = try #require(HTTPField.Name("X-Request-Id"))
        fields[name] = "visit-17"
        let kept = try await service.send(.post, "/v1/score", type: "image/jpeg", phantom, fields: fields)
        #expect(kept.json["requestId"] as? String == "visit-17")
        #expect(kept.response.fields[name] == "visit-17")
        fields[name] = "no spaces please"
        let replaced = try await service.send(.post, "/v1/score", type: "image/jpeg", phantom, fields: fields)
        #expect(replaced.json["requestId"] as? String != "no spaces please")
        #expect((replaced.json["requestId"] as? String)?.count == 16)
    }
}
