import Dispatch
import Locking

extension InferenceEngine {
    /// Lets a job in and waits for its answer; cancelling the task takes it out.
    func answer<Answer: Sendable>(
        _ job: Queue.Job,
        _ standing: Standing,
        _ make: (CheckedContinuation<Answer, any Error>) -> ComputeJob
    ) async throws -> Answer {
        let pending = PendingTicket<Queue.Ticket>()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enqueue(make(continuation), as: job, standing, pending)
            }
        } onCancel: {
            if let ticket = pending.cancel() { withdraw(ticket) }
        }
    }

    private func enqueue(
        _ computation: ComputeJob,
        as job: Queue.Job,
        _ standing: Standing,
        _ pending: PendingTicket<Queue.Ticket>
    ) {
        let (refusal, wakes): (InferenceError?, Bool) = state.withLock { state in
            do throws(Queue.Refusal) {
                let ticket = try state.queue.admit(job, at: standing.place, now: clock.now)
                guard pending.admitted(ticket) else {
                    _ = state.queue.cancel(ticket)
                    return (.cancelled, false)
                }
                state.jobs[ticket] = computation
                return (nil, state.wakesOne())
            } catch {
                let isOver = standing.deadline <= clock.now
                return (
                    isOver
                        ? .deadlineExceeded : InferenceError(error, expectedWait: state.queue.expectedWait),
                    false
                )
            }
        }
        if let refusal { computation.fail(refusal) }
        if wakes { available.signal() }
    }

    private func withdraw(_ ticket: Queue.Ticket) {
        let job = state.withLock { state in
            state.queue.cancel(ticket) ? state.jobs.removeValue(forKey: ticket) : nil
        }
        job?.fail(InferenceError.cancelled)
    }
}

extension InferenceEngine.State {
    /// Whether a thread sleeps that is to be woken for new work; it counts as awake from now on.
    mutating func wakesOne() -> Bool {
        guard idle > 0 else { return false }
        idle -= 1
        return true
    }
}

extension InferenceError {
    init<Instant>(_ refusal: WorkQueue<Instant>.Refusal, expectedWait: Duration) {
        switch refusal {
        case .full, .tooManyBytes, .tooLong: self = .overloaded(retryAfter: max(expectedWait, .seconds(1)))
        case .hopeless: self = .deadlineTooClose(retryAfter: max(expectedWait, .seconds(1)))
        case .closed: self = .draining
        }
    }
}
