import Foundation
import HTTPTypes
import Testing

/// Calibrated probabilities and operating points over HTTP.
@Suite struct CalibrationTests {
    private let package: CalibratedPackage
    private let service: TestService
    private let phantom: [UInt8]

    init() throws {
        package = try CalibratedPackage(labels: [("Edema", 0), ("Pneumonia", 1)])
        service = try TestService(package: package.folder)
        phantom = Array(try #require(TestService.phantom))
    }

    private func expectCalibrated(_ score: [String: Any], point: Double, isAbove: Bool) throws {
        let positive = try #require(score["positiveSimilarity"] as? Double)
        let negative = try #require(score["negativeSimilarity"] as? Double)
        let probability = try #require(score["probability"] as? Double)
        #expect(abs(probability - 1 / (1 + exp(-(8.5 * (positive - negative) - 1.25)))) < 1e-6)

        let calibration = try #require(score["calibration"] as? [String: Any])
        #expect(Set(calibration.keys) == ["method", "data", "positives", "negatives"])
        #expect(calibration["method"] as? String == "platt")
        #expect(calibration["data"] as? String == CalibratedPackage.data)
        #expect(calibration["positives"] as? Int == 60 && calibration["negatives"] as? Int == 240)

        let found = try #require(score["operatingPoint"] as? [String: Any])
        #expect(Set(found.keys) == ["softmax", "criterion", "sensitivity", "specificity", "isAbove"])
        #expect(found["softmax"] as? Double == point && found["criterion"] as? String == "mcc")
        #expect(found["sensitivity"] as? Double == 0.75 && found["specificity"] as? Double == 0.625)
        #expect(found["isAbove"] as? Bool == isAbove)
    }

    private func expectUncalibrated(_ score: [String: Any]) {
        for field in ["probability", "calibration", "operatingPoint"] {
            #expect(score[field] is NSNull, "\(field) of \(score["label"] ?? "")")
        }
        #expect(score["softmax"] is Double)
    }

    @Test func aLabelWithTheFittedPromptsHasAProbabilityAndTheOthersHaveNone() async throws {
        let answer = try await service.post(
            "/v1/score?label=Edema&label=No+Finding&label=Mass&label=Pneumonia",
            type: "image/jpeg",
            phantom
        )
        #expect(answer.status == 200 && answer.scores.count == 4)
        try expectCalibrated(answer.scores[0], point: 0, isAbove: true)
        expectUncalibrated(answer.scores[1])
        expectUncalibrated(answer.scores[2])
        try expectCalibrated(answer.scores[3], point: 1, isAbove: false)
    }

    @Test func theBatchAnswersTheSame() async throws {
        let form = Form().adding("image", phantom).adding("image", phantom)
        let single = try await service.post("/v1/score?labelSet=CheXpert-5", type: "image/jpeg", phantom)
        let batch = try await service.post("/v1/score:batch?labelSet=CheXpert-5", type: Form.type, form.body)
        let edema = try #require(single.scores.first { $0["label"] as? String == "Edema" })
        let results = try #require(batch.json["results"] as? [[String: Any]])
        #expect(results.count == 2)
        for result in results {
            let scores = try #require(result["scores"] as? [[String: Any]])
            let score = try #require(scores.first { $0["label"] as? String == "Edema" })
            try expectCalibrated(score, point: 0, isAbove: true)
            #expect(NSDictionary(dictionary: score) == NSDictionary(dictionary: edema))
            scores.filter { $0["label"] as? String != "Edema" }.forEach(expectUncalibrated)
        }
    }

    @Test func aLabelOfThatNameWithOtherPromptsHasNone() async throws {
        let labels: [[String: Any]] = [
            ["name": "Edema", "positive": ["pulmonary edema"]],
            ["name": "Fluid", "positive": [" Edema "], "negative": ["no Edema"]],
        ]
        let body = try JSONSerialization.data(withJSONObject: ["labels": labels])
        let stored = try await service.send(.put, "/v1/label-sets/own", type: "application/json", Array(body))
        #expect(stored.status == 201)
        let answer = try await service.post("/v1/score?labelSet=own", type: "image/jpeg", phantom)
        #expect(answer.scores.count == 2)
        expectUncalibrated(answer.scores[0])
        try expectCalibrated(answer.scores[1], point: 0, isAbove: true)
    }

    @Test func theModelSaysForHowManyLabelsItIsCalibrated() async throws {
        let models = try #require(try await service.get("/v1/models").json["models"] as? [[String: Any]])
        let calibration = try #require(models.first?["calibration"] as? [String: Any])
        #expect(calibration["labels"] as? Int == 2 && calibration["method"] as? String == "platt")
        #expect(calibration["data"] as? String == CalibratedPackage.data)
    }

    @Test func aModelWithoutACalibrationSaysSo() async throws {
        let package = try CalibratedPackage(labels: [])
        let service = try TestService(package: package.folder)
        let models = try #require(try await service.get("/v1/models").json["models"] as? [[String: Any]])
        #expect(models.first?["calibration"] is NSNull)
    }

    @Test func everyFieldOfTheAnswerIsInTheOpenAPIDocument() async throws {
        let answer = try await service.post("/v1/score?label=Edema", type: "image/jpeg", phantom)
        let document = try await service.get("/openapi.json").json
        let schemas = (document["components"] as? [String: Any])?["schemas"] as? [String: Any]
        let described = try #require(schemas?["Score"] as? [String: Any])
        let schema = try #require(described["properties"] as? [String: Any])
        let score = try #require(answer.scores.first)
        // What is not required belongs to labels with descriptors.
        #expect(Set(try #require(described["required"] as? [String])) == Set(score.keys))
        #expect(Set(schema.keys).isSuperset(of: score.keys))
        for field in ["calibration", "operatingPoint"] {
            let documented = (schema[field] as? [String: Any])?["properties"] as? [String: Any]
            let answered = try #require(score[field] as? [String: Any])
            #expect(documented.map { Set($0.keys) } == Set(answered.keys))
        }
    }
}
