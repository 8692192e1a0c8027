import Inference
import Synchronization
import Testing

@Suite struct InferenceEngineTests {
    private struct Failure: Error, Equatable {}

    private func engine(workers: Int = 1, queueLength: Int = 8) -> InferenceEngine {
        var configuration = InferenceEngine.Configuration()
        configuration.workers = workers
        configuration.queueLength = queueLength
        // However busy the machine is.
        configuration.queueWait = .seconds(600)
        return InferenceEngine(configuration)
    }

    private var later: ContinuousClock.Instant { .now + .seconds(60) }

    @Test func returnsWhatTheJobReturns() async throws {
        let engine = engine(workers: 2)
        defer { engine.stop() }
        let results = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...8 {
                group.addTask { try await engine.run(deadline: later) { _ in number * number }.value }
            }
            return try await group.reduce(0, +)
        }
        #expect(results == 204)
    }

    @Test func passesTheJobsErrorOn() async {
        let engine = engine()
        defer { engine.stop() }
        await #expect(throws: Failure()) {
            try await engine.run(deadline: later) { _ in throw Failure() }
        }
    }

    @Test func refusesWhenTheQueueIsFull() async throws {
        let engine = engine(queueLength: 1)
        defer { engine.stop() }
        let gate = Gate()
        async let running = engine.run(deadline: later) { _ in gate.pass() }
        await gate.isReached()
        async let waiting = engine.run(deadline: later) { _ in 2 }
        while engine.load.waiting == 0 { await Task.yield() }
        await #expect(throws: InferenceError.overloaded(retryAfter: .seconds(1))) {
            try await engine.run(deadline: later) { _ in 3 }
        }
        gate.open()
        _ = try await running
        #expect(try await waiting.value == 2)
    }

    @Test func takesACancelledJobOutOfTheQueue() async throws {
        let engine = engine()
        defer { engine.stop() }
        let gate = Gate()
        let ran = Mutex(false)
        async let running = engine.run(deadline: later) { _ in gate.pass() }
        await gate.isReached()
        let deadline = later
        let waiting = Task { try await engine.run(deadline: deadline) { _ in ran.withLock { $0 = true } } }
        while engine.load.waiting == 0 { await Task.yield() }
        waiting.cancel()
        await #expect(throws: InferenceError.cancelled) { try await waiting.value }
        #expect(engine.load.waiting == 0)
        gate.open()
        _ = try await running
        #expect(ran.withLock { $0 } == false)
    }

    @Test func refusesAPassedDeadlineWithoutComputing() async {
        let engine = engine()
        defer { engine.stop() }
        await #expect(throws: InferenceError.deadlineExceeded) {
            try await engine.run(deadline: .now - .seconds(1)) { _ in 1 }
        }
    }

    @Test func refusesEverythingOnceStopped() async {
        let engine = engine()
        engine.stop()
        await #expect(throws: InferenceError.draining) {
            try await engine.run(deadline: later) { _ in 1 }
        }
    }
}
