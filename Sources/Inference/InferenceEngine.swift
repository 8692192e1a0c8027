import Dispatch
import Foundation
import Locking
public import Tensors

/// Owns the compute threads: whatever decodes or encodes runs here, and nowhere else.
///
/// Each thread has a backend of its own, so that one request takes one core and concurrent requests take
/// all of them. Callers wait without holding a thread.
public final class InferenceEngine: Sendable {
    /// How much may run and wait.
    public struct Configuration: Sendable {
        /// Compute threads. The default is one for each core.
        public var workers = max(1, ProcessInfo.processInfo.activeProcessorCount)
        /// Jobs that may wait. The default of 64 is some seconds of work.
        public var queueLength = 64
        /// Bytes that jobs may hold together until they are computed. The default is 256 MiB.
        public var queueBytes = 256 * 1_024 * 1_024
        /// How long a request may stand behind others in a burst; beyond it clients are asked to come back. Once the line
        /// has not been empty for half of that, more comes than can be computed, and a job's time is the most. The default
        /// is 500 ms.
        public var queueWait = Duration.milliseconds(500)
        /// Items of a lane that are computed together at most. The default is 8.
        public var batchLimit = 8

        /// The defaults.
        public init() {}
    }

    /// A request's place in the line and its deadline. All of a request's jobs stand at its place, so that what was
    /// begun is finished before what came later is begun.
    public struct Standing: Sendable {
        let place: Queue.Place
        /// When the answer is of no use any more.
        public let deadline: ContinuousClock.Instant
        /// Whether its jobs come in however much waits already.
        let isOwed: Bool

        /// The same place with another deadline.
        public func with(deadline: ContinuousClock.Instant) -> Standing {
            Standing(place: place, deadline: deadline, isOwed: isOwed)
        }
    }

    /// A kind of work whose units take a similar time each time, by which it is estimated how long others wait for it.
    ///
    /// Made by ``InferenceEngine/kind()``.
    public struct WorkKind: Sendable {
        let number: Queue.Kind

        /// Short work of which nothing more is known.
        public static let other = WorkKind(number: Queue.Kind(0))
    }

    /// A result, and where the time went.
    public struct Timed<Value: Sendable>: Sendable {
        /// What the job returned.
        public let value: Value
        /// From admission to the job's turn.
        public let queued: Duration
        /// From its turn to its end.
        public let computed: Duration
    }

    /// The result of a job in two stages, and where the time went; the three durations add up to the whole.
    public struct Staged<Input: Sendable, Output: Sendable>: Sendable {
        /// What was prepared.
        public let input: Input
        /// What was computed from it.
        public let output: Output
        /// From admission to the preparation, and from its end to the computation.
        public let queued: Duration
        /// The preparation.
        public let prepared: Duration
        /// The computation of the whole batch that the input was in.
        public let computed: Duration
    }

    /// How full the engine is.
    public struct Load: Sendable, Equatable {
        /// Jobs waiting and jobs on a thread.
        public let waiting: Int, running: Int
        /// Jobs done since the start.
        public let completed: Int
        /// Bytes that waiting jobs hold.
        public let waitingBytes: Int
        /// How long the thread that has been at its job for the longest has been at it.
        public let longestRunning: Duration
    }

    typealias Queue = WorkQueue<ContinuousClock.Instant>

    struct State {
        var queue: Queue
        var jobs: [Queue.Ticket: ComputeJob] = [:]
        var lanes = 0
        var kinds = 0
        /// Threads that sleep and that nobody has woken yet.
        var idle = 0
        var running = 0
        var completed = 0
        /// When each thread that computes began to.
        var busySince: [Int: ContinuousClock.Instant] = [:]
        var isStopped = false
    }

    let state: Guarded<State>
    let available = DispatchSemaphore(value: 0)
    /// The number of compute threads.
    public let workers: Int
    let clock = ContinuousClock()

    /// Starts the compute threads.
    public init(_ configuration: Configuration = Configuration()) {
        workers = max(1, configuration.workers)
        let limits = Queue.Limits(
            length: configuration.queueLength,
            bytes: configuration.queueBytes,
            batch: configuration.batchLimit,
            workers: workers,
            wait: configuration.queueWait
        )
        state = Guarded(State(queue: Queue(limits)))
        for number in 1...workers {
            let thread = Thread { [self] in work(number) }
            thread.name = "compute-\(number)"
            thread.stackSize = 8 * 1_024 * 1_024
            thread.start()
        }
    }

    /// A place behind everybody's, for a request that arrives now.
    ///
    /// - Parameter isOwed: Whether its jobs come in however much waits already; for the service's own work.
    public func standing(deadline: ContinuousClock.Instant, isOwed: Bool = false) -> Standing {
        Standing(place: state.withLock { $0.queue.arrive() }, deadline: deadline, isOwed: isOwed)
    }

    /// Makes a kind of work.
    public func kind() -> WorkKind {
        state.withLock { state in
            state.kinds += 1
            return WorkKind(number: Queue.Kind(state.kinds))
        }
    }

    /// Makes a lane: inputs that wait in it are given to `compute` together, at most
    /// ``Configuration/batchLimit`` and no more than one thread's share of them.
    ///
    /// Where `compute` throws for several inputs, it is called again for each alone.
    public func lane<Input: Sendable, Output: Sendable>(
        _ compute: @escaping BatchLane<Input, Output>.Computation
    ) -> BatchLane<Input, Output> {
        let number = state.withLock { state in
            state.lanes += 1
            return state.lanes
        }
        return BatchLane(number: Queue.Lane(number), compute: compute)
    }

    /// Runs a job of a request that arrives now; see ``run(_:of:units:bytes:_:)``.
    public func run<Value: Sendable>(
        deadline: ContinuousClock.Instant,
        _ body: @escaping @Sendable (CPUBackend) throws -> Value
    ) async throws -> Timed<Value> {
        try await run(standing(deadline: deadline), body)
    }

    /// Runs a job on a compute thread.
    ///
    /// A task that is cancelled while its job waits takes the job out of the queue; a running job is not
    /// interrupted.
    ///
    /// - Parameters:
    ///   - standing: The request's place in the line, and its deadline.
    ///   - kind: What kind of work it is.
    ///   - units: How much of it, in units of one's own choice.
    ///   - bytes: What the job holds in memory while it waits, such as a large body.
    /// - Throws: ``InferenceError`` when it is not computed; whatever `body` throws otherwise.
    public func run<Value: Sendable>(
        _ standing: Standing,
        of kind: WorkKind = .other,
        units: Int = 1,
        bytes: Int = 0,
        _ body: @escaping @Sendable (CPUBackend) throws -> Value
    ) async throws -> Timed<Value> {
        let job = Queue.Job(
            .alone(kind.number),
            units: units,
            bytes: bytes,
            deadline: standing.deadline,
            isOwed: standing.isOwed
        )
        let admitted = clock.now
        return try await answer(job, standing) { continuation in
            let run: @Sendable (CPUBackend) throws -> Void = { [clock] backend in
                let start = clock.now
                let value = try body(backend)
                continuation.resume(
                    returning: Timed(value: value, queued: start - admitted, computed: clock.now - start)
                )
            }
            return ComputeJob(
                run: run,
                fail: { continuation.resume(throwing: $0) },
                work: (kind.number, units)
            )
        }
    }

    /// Prepares an input on a compute thread and computes it together with others of its lane that wait.
    ///
    /// When nothing older waits, the thread that prepared the input computes it at once. A task that is cancelled
    /// before the computation begins takes the job out, and so does a deadline that passes.
    ///
    /// - Parameters:
    ///   - standing: The request's place in the line, and its deadline.
    ///   - bytes: What the job holds in memory until it is computed: what it is prepared from, and its input.
    ///   - lane: What computes the input.
    ///   - prepare: Makes the input; what it throws concerns this job alone.
    /// - Throws: ``InferenceError`` when it is not computed; whatever `prepare` or the lane throws otherwise.
    public func run<Input: Sendable, Output: Sendable>(
        _ standing: Standing,
        bytes: Int,
        in lane: BatchLane<Input, Output>,
        preparing prepare: @escaping @Sendable (CPUBackend) throws -> Input
    ) async throws -> Staged<Input, Output> {
        let job = Queue.Job(
            .preparation(lane.number),
            bytes: bytes,
            deadline: standing.deadline,
            isOwed: standing.isOwed
        )
        return try await answer(job, standing) { StagedJob(prepare, lane, answering: $0).job }
    }

    /// How full the engine is at this moment.
    public var load: Load {
        state.withLock { state in
            Load(
                waiting: state.queue.count,
                running: state.running,
                completed: state.completed,
                waitingBytes: state.queue.bytes,
                longestRunning: state.busySince.values.min().map { clock.now - $0 } ?? .zero
            )
        }
    }

    /// Accepts no more jobs; what waits is still computed.
    public func close() {
        state.withLock { $0.queue.close() }
    }

    /// Ends the compute threads once everything that waits is computed. No job is accepted any more.
    public func stop() {
        let sleepers = state.withLock { state in
            state.queue.close()
            state.isStopped = true
            defer { state.idle = 0 }
            return state.idle
        }
        for _ in 0..<sleepers { available.signal() }
    }
}
