import Dispatch
import Locking

/// A check that is run again and again.
public struct ReadinessCheck: Sendable {
    /// Written at `/readyz` and `/metrics`.
    public let name: String
    /// From the end of one run to the start of the next.
    public let interval: Duration
    /// How long a result counts.
    public let maximumAge: Duration
    /// Throws where the check fails.
    public let run: @Sendable () async throws -> Void

    /// Describes a check; `maximumAge` is longer than the interval and a slow run together.
    public init(
        _ name: String,
        interval: Duration,
        maximumAge: Duration,
        run: @escaping @Sendable () async throws -> Void
    ) {
        self.name = name
        self.interval = interval
        self.maximumAge = maximumAge
        self.run = run
    }
}

/// Runs readiness checks from time to time and records their results.
///
/// Each check has a queue of its own and at most one run at a time: one that hangs, even in a blocking call, becomes
/// stale on the board and neither delays the others nor takes a thread of the concurrency pool.
public final class ReadinessChecks: Sendable {
    /// A check whose result is another than before, for the log.
    public struct Change: Sendable {
        /// The check's name.
        public let name: String
        /// Why it failed; nil where it passed.
        public let failure: (any Error)?
    }

    private let checks: [ReadinessCheck]
    private let board: ReadinessBoard
    private let onChange: @Sendable (Change) -> Void
    private let tasks = Guarded<[Task<Void, Never>]>([])

    /// Declares the checks on the board; none runs yet.
    public init(
        _ checks: [ReadinessCheck],
        board: ReadinessBoard,
        onChange: @escaping @Sendable (Change) -> Void = { _ in }
    ) {
        self.checks = checks
        self.board = board
        self.onChange = onChange
        for check in checks { board.declare(check.name, maximumAge: check.maximumAge) }
    }

    deinit { stop() }

    /// Runs every check now and then at its interval; does nothing where they run already.
    public func start() {
        tasks.withLock { tasks in
            guard tasks.isEmpty else { return }
            tasks = checks.map { [board, onChange] check in
                Task(executorPreference: CheckQueue(check.name)) {
                    await Self.repeatedly(check, board, onChange)
                }
            }
        }
    }

    /// Ends the checks: no new run starts, and a run that is under way is cancelled and its result not recorded.
    public func stop() {
        tasks.withLock { tasks in
            for task in tasks { task.cancel() }
            tasks = []
        }
    }

    private static func repeatedly(
        _ check: ReadinessCheck,
        _ board: ReadinessBoard,
        _ onChange: @Sendable (Change) -> Void
    ) async {
        while !Task.isCancelled {
            var failure: (any Error)?
            do { try await check.run() } catch { failure = error }
            guard !Task.isCancelled else { return }
            if board.record(check.name, passed: failure == nil, at: .now) {
                onChange(Change(name: check.name, failure: failure))
            }
            try? await Task.sleep(for: check.interval)
        }
    }
}

/// Runs a check's code on a thread that it may block.
private final class CheckQueue: TaskExecutor {
    private let queue: DispatchQueue

    init(_ name: String) {
        queue = DispatchQueue(label: "readiness \(name)")
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
