import Dispatch
import Foundation
import Synchronization
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
        /// Bytes that waiting jobs may hold together. The default is 256 MiB.
        public var queueBytes = 256 * 1_024 * 1_024

        /// The defaults.
        public init() {}
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

    /// How full the engine is.
    public struct Load: Sendable, Equatable {
        /// Jobs waiting and jobs on a thread.
        public let waiting: Int, running: Int
        /// Jobs done since the start.
        public let completed: Int
    }

    private typealias Queue = WorkQueue<ContinuousClock.Instant>

    private struct Job {
        let run: @Sendable (CPUBackend) -> Void
        let refuse: @Sendable (InferenceError) -> Void
    }

    private struct State {
        var queue: Queue
        var jobs: [Queue.Ticket: Job] = [:]
        var running = 0
        var completed = 0
        var isStopped = false
    }

    private let state: Mutex<State>
    private let available = DispatchSemaphore(value: 0)
    /// The number of compute threads.
    public let workers: Int
    private let clock = ContinuousClock()

    /// Starts the compute threads.
    public init(_ configuration: Configuration = Configuration()) {
        workers = max(1, configuration.workers)
        state = Mutex(
            State(
                queue: Queue(
                    maximumLength: configuration.queueLength,
                    maximumBytes: configuration.queueBytes,
                    workers: workers
                )
            )
        )
        for number in 1...workers {
            let thread = Thread { [self] in work() }
            thread.name = "compute-\(number)"
            thread.stackSize = 8 * 1_024 * 1_024
            thread.start()
        }
    }

    /// Runs a job on a compute thread.
    ///
    /// A task that is cancelled while its job waits takes the job out of the queue; a running job is not
    /// interrupted.
    ///
    /// - Parameters:
    ///   - bytes: What the job holds in memory while it waits, such as an encoded image.
    ///   - deadline: When the answer is of no use any more.
    /// - Throws: ``InferenceError`` when it is not computed; whatever `body` throws otherwise.
    public func run<Value: Sendable>(
        bytes: Int = 0,
        deadline: ContinuousClock.Instant,
        _ body: @escaping @Sendable (CPUBackend) throws -> Value
    ) async throws -> Timed<Value> {
        let admitted = clock.now
        let pending = PendingTicket<Queue.Ticket>()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let job = Job(
                    run: { [clock] backend in
                        let start = clock.now
                        let result = Result { try body(backend) }
                        let timed = result.map {
                            Timed(value: $0, queued: start - admitted, computed: clock.now - start)
                        }
                        continuation.resume(with: timed)
                    },
                    refuse: { continuation.resume(throwing: $0) }
                )
                enqueue(job, pending, bytes: bytes, deadline: deadline)
            }
        } onCancel: {
            if let ticket = pending.cancel() { withdraw(ticket) }
        }
    }

    /// How full the engine is at this moment.
    public var load: Load {
        state.withLock { Load(waiting: $0.queue.count, running: $0.running, completed: $0.completed) }
    }

    /// Accepts no more jobs; what waits is still computed.
    public func close() {
        state.withLock { $0.queue.close() }
    }

    /// Ends the compute threads once everything that waits is computed. No job is accepted any more.
    public func stop() {
        state.withLock {
            $0.queue.close()
            $0.isStopped = true
        }
        for _ in 0..<workers { available.signal() }
    }

    private func enqueue(
        _ job: Job,
        _ pending: PendingTicket<Queue.Ticket>,
        bytes: Int,
        deadline: ContinuousClock.Instant
    ) {
        let refusal: InferenceError? = state.withLock { state in
            do throws(Queue.Refusal) {
                let ticket = try state.queue.admit(bytes: bytes, deadline: deadline, now: clock.now)
                guard pending.admitted(ticket) else {
                    _ = state.queue.cancel(ticket)
                    return .cancelled
                }
                state.jobs[ticket] = job
                return nil
            } catch {
                return InferenceError(error, expectedWait: state.queue.expectedWait)
            }
        }
        if let refusal {
            job.refuse(refusal)
        } else {
            available.signal()
        }
    }

    private func withdraw(_ ticket: Queue.Ticket) {
        let job = state.withLock { state in
            state.queue.cancel(ticket) ? state.jobs.removeValue(forKey: ticket) : nil
        }
        job?.refuse(.cancelled)
    }

    private func work() {
        let backend = CPUBackend(threads: 1)
        while true {
            available.wait()
            let (job, isExpired, isDone) = state.withLock { state -> (Job?, Bool, Bool) in
                guard let turn = state.queue.next(now: clock.now) else {
                    return (nil, false, state.isStopped)
                }
                switch turn {
                case .compute(let ticket):
                    state.running += 1
                    return (state.jobs.removeValue(forKey: ticket), false, false)
                case .expire(let ticket):
                    return (state.jobs.removeValue(forKey: ticket), true, false)
                }
            }
            if isDone { return }
            guard let job else { continue }
            if isExpired {
                job.refuse(.deadlineExceeded)
            } else {
                compute(job, on: backend)
            }
        }
    }

    private func compute(_ job: Job, on backend: CPUBackend) {
        let duration = clock.measure { job.run(backend) }
        state.withLock {
            $0.queue.finished(after: duration)
            $0.running -= 1
            $0.completed += 1
        }
    }
}

extension InferenceError {
    init<Instant>(_ refusal: WorkQueue<Instant>.Refusal, expectedWait: Duration) {
        switch refusal {
        case .full, .tooManyBytes: self = .overloaded(retryAfter: max(expectedWait, .seconds(1)))
        case .closed: self = .draining
        case .hopeless: self = .deadlineExceeded
        }
    }
}

/// The ticket of a job whose caller may give up before or after it has one.
private final class PendingTicket<Ticket: Sendable>: Sendable {
    private enum State: Sendable {
        case unknown
        case admitted(Ticket)
        case cancelled
    }

    private let state = Mutex(State.unknown)

    /// Notes the ticket; false when the caller has given up already.
    func admitted(_ ticket: Ticket) -> Bool {
        state.withLock { state in
            if case .cancelled = state { return false }
            state = .admitted(ticket)
            return true
        }
    }

    /// Notes that the caller has given up; the ticket if there is one.
    func cancel() -> Ticket? {
        state.withLock { state in
            defer { state = .cancelled }
            if case .admitted(let ticket) = state { return ticket }
            return nil
        }
    }
}
