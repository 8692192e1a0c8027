import Dispatch
import Observability
import Synchronization
import Testing

/// Every wait here is for an event; the intervals only have to be short.
@Suite(.timeLimit(.minutes(3))) struct ReadinessChecksTests {
    private struct Broken: Error {}

    private let board = ReadinessBoard()
    private let changes: AsyncStream<String>
    private let onChange: @Sendable (ReadinessChecks.Change) -> Void

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        changes = stream
        onChange = { continuation.yield("\($0.name) \($0.failure == nil ? "passed" : "failed")") }
    }

    private func check(_ name: String, _ run: @escaping @Sendable () async throws -> Void) -> ReadinessCheck {
        ReadinessCheck(name, interval: .milliseconds(1), maximumAge: .seconds(60), run: run)
    }

    private func firstChanges(_ count: Int) async -> [String] {
        var seen: [String] = []
        for await change in changes {
            seen.append(change)
            if seen.count == count { break }
        }
        return seen
    }

    @Test func tellsEachChangeOnce() async {
        let runs = Mutex(0)
        let checks = ReadinessChecks(
            [
                check("database") {
                    let run = runs.withLock { runs in
                        runs += 1
                        return runs
                    }
                    if (3...6).contains(run) { throw Broken() }
                }
            ],
            board: board,
            onChange: onChange
        )
        checks.start()
        #expect(await firstChanges(3) == ["database passed", "database failed", "database passed"])
        checks.stop()
        #expect(runs.withLock { $0 } >= 7)
        #expect(board.report(at: .now).isReady)
    }

    @Test func declaresBeforeTheFirstRun() {
        _ = ReadinessChecks([check("disk") {}], board: board)
        #expect(board.report(at: .now).checks.map(\.state) == [.stale])
    }

    @Test func aCheckThatNeverAnswersBecomesStale() async {
        let never = AsyncStream<Void>.makeStream()
        let checks = ReadinessChecks(
            [check("canary") { for await _ in never.stream {} }, check("disk") {}],
            board: board,
            onChange: onChange
        )
        checks.start()
        #expect(await firstChanges(1) == ["disk passed"])
        let report = board.report(at: .now)
        #expect(report.checks.map(\.state) == [.stale, .ok])
        #expect(!report.isReady)
        checks.stop()
        never.continuation.finish()
    }

    @Test func checksThatBlockTheirThreadsHoldNobodyUp() async {
        let door = DispatchSemaphore(value: 0)
        let blocked = (0..<64).map { index in check("blocked \(index)") { Self.wait(for: door) } }
        let runs = Mutex(0)
        let disk = check("disk") {
            let run = runs.withLock { runs in
                runs += 1
                return runs
            }
            if run == 5 { throw Broken() }
        }
        let checks = ReadinessChecks(blocked + [disk], board: board, onChange: onChange)
        checks.start()
        #expect(await firstChanges(2) == ["disk passed", "disk failed"])
        #expect(board.report(at: .now).checks.prefix(64).allSatisfy { $0.state == .stale })
        checks.stop()
        for _ in blocked { door.signal() }
    }

    @Test func afterStopNoResultIsRecorded() async {
        let (entered, entering) = AsyncStream<Void>.makeStream()
        let (ended, ending) = AsyncStream<Void>.makeStream()
        let checks = ReadinessChecks(
            [
                check("canary") {
                    entering.yield()
                    try? await Task.sleep(for: .seconds(3_600))
                    ending.finish()
                }
            ],
            board: board
        )
        checks.start()
        for await _ in entered { break }
        checks.stop()
        for await _ in ended {}
        #expect(board.report(at: .now).checks.map(\.ageSeconds) == [nil])
    }

    @Test func startsOnlyOnce() async {
        let running = Atomic<Int>(0)
        let most = Atomic<Int>(0)
        let checks = ReadinessChecks(
            [
                check("canary") {
                    let now = running.add(1, ordering: .relaxed).newValue
                    most.max(now, ordering: .relaxed)
                    await Task.yield()
                    running.subtract(1, ordering: .relaxed)
                }
            ],
            board: board,
            onChange: onChange
        )
        checks.start()
        checks.start()
        _ = await firstChanges(1)
        checks.stop()
        #expect(most.load(ordering: .relaxed) == 1)
    }

    private static func wait(for door: DispatchSemaphore) {
        door.wait()
    }
}
