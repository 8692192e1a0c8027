import Foundation
import HTTPMessage
import HTTPTypes
import Inference
import Observability
import Service
import Testing

@Suite struct ReadinessTests {
    private let service: TestService

    init() throws {
        var configuration = ServiceConfiguration.patient
        configuration.readiness.interval = .milliseconds(20)
        configuration.readiness.maximumAge = .milliseconds(1_500)
        service = try TestService(configuration: configuration)
    }

    /// The state of a check by its name.
    private func states() async throws -> [String: String] {
        let checks = try await service.get("/readyz").json["checks"] as? [[String: Any]] ?? []
        return Dictionary(
            checks.compactMap { check in
                (check["name"] as? String).flatMap { name in (check["state"] as? String).map { (name, $0) } }
            }
        ) { first, _ in first }
    }

    /// Asks again until the service is ready, or is not, for a minute at most.
    private func becomes(ready: Bool) async throws -> Bool {
        let patience = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < patience {
            if try await (service.get("/readyz").status == 200) == ready { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }

    @Test func namesEachCheckWithItsAge() async throws {
        try await service.service.start()
        let checks = try await service.get("/readyz").json["checks"] as? [[String: Any]] ?? []
        #expect(checks.map { $0["name"] as? String } == ["canary", "database", "disk"])
        for check in checks {
            #expect(Set(check.keys) == ["name", "state", "ageSeconds"])
            #expect((check["ageSeconds"] as? Double ?? -1) >= 0)
        }
    }

    @Test func notReadyWhileNoThreadComputesAndReadyAgain() async throws {
        try await service.service.start()
        #expect(try await becomes(ready: true))
        let threads = await HeldThreads(service.engine)
        #expect(try await becomes(ready: false))
        #expect(try await states()["canary"] != "ok")
        await threads.release()
        #expect(try await becomes(ready: true))
    }

    @Test func staysReadyWhileTheQueueIsFullAndMoves() async throws {
        var configuration = ServiceConfiguration.patient
        configuration.readiness.interval = .seconds(1)
        configuration.readiness.maximumAge = .seconds(60)
        let busy = try TestService(configuration: configuration)
        try await busy.service.start()
        let engine = busy.engine
        // More than may wait: whoever ends makes room for another.
        let crowd = (1...96).map { _ in
            Task {
                while !Task.isCancelled {
                    do {
                        _ = try await engine.run(deadline: .now + .seconds(600)) { _ in
                            Thread.sleep(forTimeInterval: 0.002)
                        }
                    } catch {
                        try? await Task.sleep(for: .milliseconds(1))
                    }
                }
            }
        }
        defer { for client in crowd { client.cancel() } }
        while engine.load.waiting < 60 { try await Task.sleep(for: .milliseconds(1)) }
        let before = engine.load.completed
        // Some looks of the canary's, each a second after the last.
        while engine.load.completed < before + 2_000 { try await Task.sleep(for: .milliseconds(20)) }
        let checks = try await busy.get("/readyz").json["checks"] as? [[String: Any]] ?? []
        #expect(checks.first { $0["name"] as? String == "canary" }?["state"] as? String == "ok")
    }

    @Test func notReadyOnceTheThreadsHaveEnded() async throws {
        try await service.service.start()
        #expect(try await becomes(ready: true))
        service.engine.stop()
        #expect(try await becomes(ready: false))
    }

    @Test func notReadyWhileTheDiskIsBelowItsWatermark() async throws {
        var configuration = ServiceConfiguration.patient
        configuration.readiness.disk.freeBytes = .max
        let full = try TestService(configuration: configuration)
        try await full.service.start()
        let answer = try await full.get("/readyz")
        #expect(answer.status == 503 && answer.response.fields[.retryAfter] != nil)
        let checks = answer.json["checks"] as? [[String: Any]] ?? []
        #expect(checks.first { $0["name"] as? String == "disk" }?["state"] as? String == "failed")
        let phantom = Array(try #require(TestService.phantom))
        #expect(
            try await full.post("/v1/score", type: "image/jpeg", phantom).status == 200,
            "scoring goes on"
        )
    }
}
