import Foundation
import HTTPTypes
import Inference
import Testing

/// Many requests for a label set that is new to the service.
@Suite struct SharedPromptsTests {
    private let service: TestService
    private let phantom: [UInt8]

    private static let target = "/v1/score?labelSet=PadChest-61"
    private static let encoded = "hilum_prompts_encoded_total"
    private static let preparations = #"hilum_prompt_sets_total{source="encoder"}"#
    private static let joined = #"hilum_prompt_sets_total{source="running"}"#

    init() throws {
        service = try TestService()
        phantom = Array(try #require(TestService.phantom))
    }

    private func request(_ target: String = target) -> Task<Answer, any Error> {
        Task { [service, phantom] in try await service.post(target, type: "image/jpeg", phantom) }
    }

    /// The first request, which waits for a thread, and others that have joined it.
    private func requests(_ count: Int, _ threads: HeldThreads) async throws -> [Task<Answer, any Error>] {
        var tasks = [request()]
        await threads.queueHolds(1)
        for _ in 1..<count { tasks.append(request()) }
        while try await service.metric(Self.joined) < Double(count - 1) { await Task.yield() }
        return tasks
    }

    /// 61 labels with two prompts each, all different.
    @Test func fiftyRequestsAtOnceRunTheTextEncoderOnce() async throws {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 1...50 {
                group.addTask {
                    try await service.post(Self.target, type: "image/jpeg", phantom).status
                }
            }
            for try await status in group { #expect(status == 200) }
        }
        #expect(try await service.metric(Self.encoded) == 122)
        #expect(try await service.metric(Self.preparations) == 1)
    }

    @Test func theFirstOnesDepartureChangesNothingForTheOthers() async throws {
        let threads = await HeldThreads(service.engine)
        let tasks = try await requests(50, threads)
        tasks[0].cancel()
        let first = try await tasks[0].value
        #expect(first.status == 503 && first.problem == "cancelled")
        await threads.release()
        for task in tasks.dropFirst() { #expect(try await task.value.status == 200) }
        #expect(try await service.metric(Self.encoded) == 122)
        #expect(try await service.metric(Self.preparations) == 1)
    }

    @Test func whenNobodyWaitsAnyMoreNothingIsEncoded() async throws {
        let threads = await HeldThreads(service.engine)
        let tasks = try await requests(3, threads)
        for task in tasks { task.cancel() }
        for task in tasks { #expect(try await task.value.problem == "cancelled") }
        await threads.queueHolds(0)
        await threads.release()
        #expect(try await service.metric(Self.encoded) == 0)
        // The set is as new as before to the next one.
        #expect(try await request().value.status == 200)
        #expect(try await service.metric(Self.encoded) == 122)
    }

    @Test func aLaterDeadlineHoldsForTheSharedWork() async throws {
        let threads = await HeldThreads(service.engine)
        let early = ContinuousClock.now + .milliseconds(300)
        let hasty = Task { [service, phantom] in
            try await service.post(Self.target, type: "image/jpeg", phantom, deadline: early)
        }
        while service.engine.load.waiting == 0, ContinuousClock.now < early { await Task.yield() }
        let patient = request()
        while ContinuousClock.now < early { await Task.yield() }
        // It joined the first one, or came so late that it began by itself.
        while try await service.metric(Self.joined) < 1, service.engine.load.waiting == 0 {
            await Task.yield()
        }
        await threads.release()
        #expect(try await patient.value.status == 200)
        let late = try await hasty.value
        #expect(late.status == 504 && late.problem == "deadline")
    }

    @Test func anErrorIsEverybodysAndNotKept() async throws {
        // Nothing is let in any more.
        service.engine.close()
        for _ in 1...2 {
            let tasks = (1...5).map { _ in request("/v1/score?label=Edema") }
            for task in tasks { #expect(try await task.value.problem == "draining") }
        }
        #expect(try await service.metric(Self.encoded) == 0)
    }

    /// What decides is the content: the same labels under another name need no encoder and no database.
    @Test func theSameContentUnderAnotherNameIsKnown() async throws {
        for name in ["one", "two"] {
            let body = Array(Data(#"{"labels": ["Edema", "Fracture"]}"#.utf8))
            _ = try await service.send(.put, "/v1/label-sets/\(name)", type: "application/json", body)
            #expect(try await request("/v1/score?labelSet=\(name)").value.scores.count == 2)
        }
        #expect(try await service.metric(Self.encoded) == 4)
        #expect(try await service.metric(#"hilum_prompt_sets_total{source="memory"}"#) == 1)
    }
}
