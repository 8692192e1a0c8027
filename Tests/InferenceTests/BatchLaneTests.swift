import Inference
import Synchronization
import Testing

@Suite struct BatchLaneTests {
    private struct Failure: Error, Equatable {}

    private let engine: InferenceEngine
    /// The batches that were computed.
    private let batches = Batches()

    init() {
        var configuration = InferenceEngine.Configuration()
        configuration.workers = 1
        configuration.batchLimit = 4
        // However busy the machine is.
        configuration.queueWait = .seconds(600)
        engine = InferenceEngine(configuration)
    }

    private var later: InferenceEngine.Standing { engine.standing(deadline: .now + .seconds(600)) }

    /// A lane that notes its batches, squares, and fails a batch with a negative number in it.
    private func lane() -> BatchLane<Int, Int> {
        engine.lane { [batches] inputs, _ in
            guard inputs.allSatisfy({ $0 >= 0 }) else { throw Failure() }
            batches.add(inputs)
            return inputs.map { $0 * $0 }
        }
    }

    /// Holds the only thread, lets the requests in, goes on, and gives their answers.
    private func answers(
        to inputs: [Int],
        _ lane: BatchLane<Int, Int>
    ) async throws -> [Result<Int, any Error>] {
        try await learn(lane)
        let gate = Gate()
        let standing = later
        async let holding = engine.run(standing) { _ in gate.pass() }
        await gate.isReached()
        var tasks: [Task<Int, any Error>] = []
        for input in inputs {
            let standing = later
            tasks.append(Task { try await engine.run(standing, bytes: 1, in: lane) { _ in input }.output })
            while engine.load.waiting < tasks.count { await Task.yield() }
        }
        gate.open()
        _ = try await holding
        var answers: [Result<Int, any Error>] = []
        for task in tasks { answers.append(await task.result) }
        return answers
    }

    /// Shows the engine that computing takes longer than preparing in a lane.
    private func learn(_ lane: BatchLane<Int, Int>) async throws {
        let standing = later
        _ = try await engine.run(standing, bytes: 1, in: lane) { [batches] _ in
            batches.makeNextSlow()
            return 0
        }
    }

    @Test func computesWhatWaitsTogether() async throws {
        defer { engine.stop() }
        let answers = try await answers(to: [1, 2, 3, 4, 5, 6], lane())
        #expect(try answers.map { try $0.get() } == [1, 4, 9, 16, 25, 36])
        #expect(batches.all == [[0], [1, 2, 3, 4], [5, 6]])
    }

    @Test func oneThatFailsFailsNoneOfTheOthers() async throws {
        defer { engine.stop() }
        let answers = try await answers(to: [1, -2, 3], lane())
        #expect(try answers[0].get() == 1 && answers[2].get() == 9)
        #expect(throws: Failure()) { try answers[1].get() }
    }

    @Test func aPreparationThatFailsFailsAlone() async throws {
        defer { engine.stop() }
        let lane = lane()
        let standing = later
        await #expect(throws: Failure()) {
            try await engine.run(standing, bytes: 1, in: lane) { _ in throw Failure() }
        }
        #expect(try await engine.run(standing, bytes: 1, in: lane) { _ in 5 }.output == 25)
    }

    @Test func theDurationsOfTheStagesAreTold() async throws {
        defer { engine.stop() }
        let lane = lane()
        let clock = ContinuousClock()
        let start = clock.now
        let answer = try await engine.run(later, bytes: 1, in: lane) { _ in 5 }
        let whole = clock.now - start
        #expect(answer.input == 5 && answer.output == 25)
        #expect(answer.prepared > .zero && answer.computed > .zero)
        #expect(answer.queued + answer.prepared + answer.computed <= whole)
    }

    @Test func whoGoesAwayDuringThePreparationIsNotComputed() async throws {
        defer { engine.stop() }
        let lane = lane()
        let gate = Gate()
        let standing = later
        let task = Task {
            try await engine.run(standing, bytes: 1, in: lane) { _ in
                gate.pass()
                return 7
            }
        }
        await gate.isReached()
        task.cancel()
        await #expect(throws: InferenceError.cancelled) { try await task.value }
        gate.open()
        _ = try await engine.run(deadline: .now + .seconds(600)) { _ in 0 }
        #expect(batches.all.isEmpty)
    }

    @Test func aDeadlineThatPassesBetweenTheStagesIsNotComputed() async throws {
        defer { engine.stop() }
        let lane = lane()
        let deadline = ContinuousClock.now + .milliseconds(200)
        let standing = engine.standing(deadline: deadline)
        await #expect(throws: InferenceError.deadlineExceeded) {
            try await engine.run(standing, bytes: 1, in: lane) { _ in
                while ContinuousClock.now < deadline {}
                return 7
            }
        }
        #expect(batches.all.isEmpty)
    }
}

/// What a lane was given.
private final class Batches: Sendable {
    private struct State {
        var batches: [[Int]] = []
        var slowSince: ContinuousClock.Instant?
    }

    private let state = Mutex(State())

    var all: [[Int]] { state.withLock { $0.batches } }

    /// The next batch takes ten times as long as has passed since now when it begins.
    func makeNextSlow() { state.withLock { $0.slowSince = .now } }

    func add(_ batch: [Int]) {
        let since = state.withLock { state in
            state.batches.append(batch)
            return state.slowSince.take()
        }
        let start = ContinuousClock.now
        while let since, ContinuousClock.now - start < (start - since) * 10 {}
    }
}
