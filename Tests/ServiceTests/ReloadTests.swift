import Checkpoints
import Dispatch
import Foundation
import HTTPMessage
import HTTPTypes
import Inference
import Service
import Synchronization
import Testing
import ZeroShot

@Suite struct ReloadTests {
    private struct Broken: Error, CustomStringConvertible {
        let description = "The weights are cut short."
    }

    private let phantom: [UInt8]

    init() throws {
        phantom = Array(try #require(TestService.phantom))
    }

    private static func embedded() throws -> ServedModels {
        let folder = TestService.root.appending(path: "Models/hilum-open").path
        return ServedModels(try ZeroShotModel(ModelPackage(path: folder)))
    }

    @Test func newModelsAreServedOnceTheyAreLoaded() async throws {
        let service = try TestService(reload: { ServedModels(ensemble: "pair", try Self.pair()) })
        let before = try await service.post("/v1/score", type: "image/jpeg", phantom)
        let answer = try await service.send(.post, "/v1/models/reload")
        #expect(answer.status == 200)
        #expect((answer.json["models"] as? [Any])?.count == 2)
        let after = try await service.post("/v1/score", type: "image/jpeg", phantom)
        #expect((before.json["model"] as? [String: String])?["id"] == "hilum-open")
        #expect((after.json["model"] as? [String: String])?["id"] == "pair")
        // The mean of two equal models is the model.
        let pairs = zip(before.scores, after.scores).map {
            ($0["softmax"] as? Double, $1["softmax"] as? Double)
        }
        for (one, two) in pairs { #expect(abs((one ?? 0) - (two ?? 1)) < 1e-6) }
    }

    private static func pair() throws -> [ZeroShotModel] {
        let folder = TestService.root.appending(path: "Models/hilum-open").path
        return [try ZeroShotModel(ModelPackage(path: folder)), try ZeroShotModel(ModelPackage(path: folder))]
    }

    @Test func modelsThatCannotBeUsedLeaveTheOldOnesServing() async throws {
        let service = try TestService(reload: { throw Broken() })
        let answer = try await service.send(.post, "/v1/models/reload")
        #expect(answer.status == 422 && answer.problem == "unusable-model")
        #expect((answer.json["detail"] as? String)?.contains("cut short") == true)
        #expect(try await service.post("/v1/score", type: "image/jpeg", phantom).status == 200)
    }

    /// The line is full, and the new models are rehearsed behind it.
    @Test func aReloadIsNotRefusedBecauseRequestsWait() async throws {
        let service = try TestService(reload: { try Self.embedded() })
        let engine = service.engine
        let gate = DispatchSemaphore(value: 0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            let jobs = engine.workers + InferenceEngine.Configuration().queueLength
            func wait(until condition: (InferenceEngine.Load) -> Bool) async throws {
                while !condition(engine.load) { try await Task.sleep(for: .milliseconds(2)) }
            }
            for job in 1...jobs {
                group.addTask {
                    _ = try await engine.run(deadline: .now + .seconds(600)) { _ in gate.wait() }
                }
                try await wait {
                    $0.running + $0.waiting == job && ($0.waiting == 0 || $0.running == engine.workers)
                }
            }
            async let reloaded = service.send(.post, "/v1/models/reload")
            try await wait { $0.waiting == InferenceEngine.Configuration().queueLength + engine.workers }
            for _ in 1...jobs { gate.signal() }
            #expect(try await reloaded.status == 200)
            try await group.waitForAll()
        }
    }

    @Test func aSecondReloadIsRefusedWhileOneRuns() async throws {
        let (gate, opening) = AsyncStream.makeStream(of: Void.self)
        let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
        let service = try TestService(reload: {
            beginning.yield()
            for await _ in gate { break }
            return try Self.embedded()
        })
        async let first = service.send(.post, "/v1/models/reload")
        for await _ in begun { break }
        let second = try await service.send(.post, "/v1/models/reload")
        #expect(second.status == 409 && second.problem == "conflict")
        // Requests are answered by the models that are served.
        #expect(try await service.post("/v1/score", type: "image/jpeg", phantom).status == 200)
        opening.yield()
        #expect(try await first.status == 200)
    }

    @Test func aServiceWithoutAWayToReloadSaysSo() async throws {
        let answer = try await TestService().send(.post, "/v1/models/reload")
        #expect(answer.status == 422 && answer.problem == "unusable-model")
    }
}
