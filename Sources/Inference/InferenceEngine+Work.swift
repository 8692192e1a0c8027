import Dispatch
import Locking
import Tensors

extension InferenceEngine {
    /// What a compute thread does next, with the jobs that the turn is about.
    private enum Errand {
        case turn(Queue.Turn, [ComputeJob])
        case sleep
        case end
    }

    /// A compute thread's life.
    func work(_ number: Int) {
        let backend = CPUBackend(threads: 1)
        while true {
            switch errand(of: number) {
            case .turn(let turn, let jobs): take(turn, jobs, on: backend)
            case .sleep: available.wait()
            case .end: return
            }
        }
    }

    private func errand(of number: Int) -> Errand {
        state.withLock { state in
            let now = clock.now
            guard let turn = state.queue.next(now: now) else {
                state.busySince[number] = nil
                if state.isStopped { return .end }
                state.idle += 1
                return .sleep
            }
            state.busySince[number] = now
            return .turn(turn, state.begin(turn))
        }
    }

    private func take(_ turn: Queue.Turn, _ jobs: [ComputeJob], on backend: CPUBackend) {
        switch turn {
        case .compute:
            for job in jobs { compute(job, on: backend) }
        case .prepare(let ticket, let lane):
            for job in jobs { prepare(job, ticket, lane, on: backend) }
        case .batch(_, let lane):
            let items = jobs.compactMap(\.item)
            let duration = clock.measure { items.first?.compute(items, on: backend) }
            state.withLock { $0.finish(.item(lane), count: items.count, units: items.count, after: duration) }
        case .expire:
            for job in jobs { job.fail(InferenceError.deadlineExceeded) }
        }
    }

    private func compute(_ job: ComputeJob, on backend: CPUBackend) {
        let (failure, duration) = run(job, on: backend)
        if let failure { job.fail(failure) }
        guard let work = job.work else { return }
        state.withLock { $0.finish(.alone(work.kind), count: 1, units: work.units, after: duration) }
    }

    /// The prepared item goes back into the queue, from where this very thread takes it at once if nothing older waits.
    private func prepare(
        _ job: ComputeJob,
        _ ticket: Queue.Ticket,
        _ lane: Queue.Lane,
        on backend: CPUBackend
    ) {
        let (failure, duration) = run(job, on: backend)
        guard let failure else {
            state.withLock { $0.prepared(ticket, lane, after: duration) }
            return
        }
        let isAwaited = state.withLock { $0.abandoned(ticket) }
        if isAwaited { job.fail(failure) }
    }

    private func run(_ job: ComputeJob, on backend: CPUBackend) -> (failure: (any Error)?, Duration) {
        let start = clock.now
        do {
            try job.run(backend)
            return (nil, clock.now - start)
        } catch {
            return (error, clock.now - start)
        }
    }
}

extension InferenceEngine.State {
    /// Notes that a thread begins a turn; the jobs that it is about.
    fileprivate mutating func begin(_ turn: InferenceEngine.Queue.Turn) -> [ComputeJob] {
        switch turn {
        case .compute(let ticket):
            running += 1
            return takeJobs([ticket])
        case .prepare(let ticket, _):
            running += 1
            return jobs[ticket].map { [$0] } ?? []
        case .batch(let tickets, _):
            running += tickets.count
            return takeJobs(tickets)
        case .expire(let tickets):
            return takeJobs(tickets)
        }
    }

    private mutating func takeJobs(_ tickets: [InferenceEngine.Queue.Ticket]) -> [ComputeJob] {
        tickets.compactMap { jobs.removeValue(forKey: $0) }
    }

    fileprivate mutating func finish(
        _ stage: InferenceEngine.Queue.Stage,
        count: Int,
        units: Int,
        after duration: Duration
    ) {
        queue.finished(stage, units: units, after: duration)
        running -= count
        completed += count
    }

    fileprivate mutating func prepared(
        _ ticket: InferenceEngine.Queue.Ticket,
        _ lane: InferenceEngine.Queue.Lane,
        after duration: Duration
    ) {
        queue.finished(.preparation(lane), after: duration)
        running -= 1
        // A job that was cancelled meanwhile is forgotten already.
        _ = queue.prepared(ticket)
    }

    /// Whether somebody still waits for the job that could not be prepared.
    fileprivate mutating func abandoned(_ ticket: InferenceEngine.Queue.Ticket) -> Bool {
        running -= 1
        completed += 1
        jobs[ticket] = nil
        return queue.abandoned(ticket)
    }
}
