import Foundation
import Testing

@Suite(.serialized) struct ServeTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func scoresARadiographOverHTTPAndStopsOnSIGTERM() async throws {
        let service = try ServiceProcess(in: folder.url)
        let (status, body) = try await service.send(
            "POST",
            "/v1/score?labelSet=CheXpert-5",
            type: "image/jpeg",
            try Program.phantom()
        )
        #expect(status == 200)
        #expect((service.json(body)["scores"] as? [Any])?.count == 5)
        #expect(service.end(with: SIGTERM) == 0)
        let log = try service.logText()
        #expect(log.contains("\"event\":\"answered\"") && log.contains("\"event\":\"stopped\""))
    }

    @Test func stopsOnControlC() throws {
        #expect(try ServiceProcess(in: folder.url).end(with: SIGINT) == 0)
    }

    @Test func theTextEncoderDoesNotRunAgainAfterARestart() async throws {
        let phantom = try Program.phantom()
        let first = try ServiceProcess(in: folder.url)
        let before = try await first.send(
            "POST",
            "/v1/score?labelSet=CheXpert-13",
            type: "image/jpeg",
            phantom
        )
        #expect(try await first.metric("hilum_prompts_encoded_total") == 26)
        #expect(first.end(with: SIGTERM) == 0)
        let second = try ServiceProcess(in: folder.url)
        let after = try await second.send(
            "POST",
            "/v1/score?labelSet=CheXpert-13",
            type: "image/jpeg",
            phantom
        )
        #expect(try await second.metric("hilum_prompts_encoded_total") == 0)
        let scores = [before, after].map { second.json($0.body)["scores"] as? [[String: Any]] }
        #expect(scores[0]?.count == 13)
        #expect(scores[0]?.map { $0["softmax"] as? Double } == scores[1]?.map { $0["softmax"] as? Double })
    }

    @Test func acknowledgedLabelSetsSurviveKill9() async throws {
        let service = try ServiceProcess(in: folder.url)
        var acknowledged: [Int] = []
        for number in 1...20 {
            let body = Data(#"{"labels": ["Finding \#(number)"]}"#.utf8)
            let (status, answer) = try await service.send(
                "PUT",
                "/v1/label-sets/ward",
                type: "application/json",
                body
            )
            #expect(status == 201)
            acknowledged.append(try #require(service.json(answer)["version"] as? Int))
        }
        let last = Data(#"{"labels": ["Unacknowledged"]}"#.utf8)
        let target = service.address + "/v1/label-sets/ward"
        async let racing = Wire.send("PUT", target, type: "application/json", last)
        _ = service.end(with: SIGKILL)
        _ = try? await racing

        let restarted = try ServiceProcess(in: folder.url)
        for (index, version) in acknowledged.enumerated() {
            let (status, body) = try await restarted.send("GET", "/v1/label-sets/ward/versions/\(version)")
            #expect(status == 200)
            let labels = try #require(restarted.json(body)["labels"] as? [[String: Any]])
            #expect(labels.first?["name"] as? String == "Finding \(index + 1)")
        }
    }

    @Test func aCorruptPromptCacheIsSetAsideAndLabelSetsAreKept() async throws {
        let first = try ServiceProcess(in: folder.url)
        _ = try await first.send(
            "PUT",
            "/v1/label-sets/ward",
            type: "application/json",
            Data(#"{"labels": ["Edema"]}"#.utf8)
        )
        _ = try await first.send("POST", "/v1/score", type: "image/jpeg", try Program.phantom())
        #expect(first.end(with: SIGTERM) == 0)
        let cache = folder.url.appending(path: "hilum.sqlite.prompts")
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: cache.path + suffix) }
        try Data(repeating: 0x5A, count: 40_000).write(to: cache)

        let second = try ServiceProcess(in: folder.url)
        #expect(try await second.send("GET", "/v1/label-sets/ward").status == 200)
        let (status, _) = try await second.send(
            "POST",
            "/v1/score",
            type: "image/jpeg",
            try Program.phantom()
        )
        #expect(status == 200)
        #expect(try await second.metric("hilum_prompts_encoded_total") == 10)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        #expect(names.contains { $0.contains(".corrupt-") })
    }

    @Test func nothingThatAClientSendsIsLogged() async throws {
        let service = try ServiceProcess(in: folder.url)
        let canary = "Zephyrine Quux"
        let boundary = "frontier"
        var form = Data(
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"report\"\r\n\r\n\(canary) has oedema.\r\n"
                .utf8
        )
        form += Data(
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"image\"; filename=\"\(canary).jpg\"\r\n\r\n"
                .utf8
        )
        form += try Program.phantom() + Data("\r\n--\(boundary)--\r\n".utf8)
        let sent = try await service.send(
            "POST",
            "/v1/similarity",
            type: "multipart/form-data; boundary=\(boundary)",
            form
        )
        #expect(sent.status == 200)
        let encoded = try #require(canary.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        _ = try await service.send(
            "POST",
            "/v1/score?label=\(encoded)",
            type: "image/jpeg",
            try Program.phantom()
        )
        _ = try await service.send(
            "POST",
            "/v1/score?labelSet=\(encoded)",
            type: "image/jpeg",
            try Program.phantom()
        )
        _ = try await service.send("GET", "/\(encoded)")
        let metrics = try await service.send("GET", "/metrics").body
        #expect(service.end(with: SIGTERM) == 0)
        for text in [try service.logText(), String(decoding: metrics, as: UTF8.self)] {
            #expect(!text.contains("Zephyrine") && !text.contains("Quux"))
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.url.path) {
            let content = try Data(contentsOf: folder.url.appending(path: name))
            #expect(content.range(of: Data("Zephyrine".utf8)) == nil, "\(name)")
        }
    }
}
