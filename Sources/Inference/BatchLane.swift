import Locking
public import Tensors

/// A kind of work, such as encoding with one model, whose inputs are computed together when several wait.
///
/// Made by ``InferenceEngine/lane(_:)``.
public struct BatchLane<Input: Sendable, Output: Sendable>: Sendable {
    /// Computes inputs together; the answer has as many outputs in the same order.
    public typealias Computation = @Sendable ([Input], CPUBackend) throws -> [Output]

    let number: InferenceEngine.Queue.Lane
    let compute: Computation
}

/// What an engine computes at a ticket, whatever its types are.
struct ComputeJob: Sendable {
    /// Computes and answers a job that is computed alone, or prepares an item of a lane. What it throws is unanswered.
    let run: @Sendable (CPUBackend) throws -> Void
    /// Answers with an error; called at most once and never after an answer.
    let fail: @Sendable (any Error) -> Void
    /// What is computed together with others once it is prepared.
    var item: (any LaneItem)?
    /// The kind of work that is computed alone, and how much of it this is.
    var work: (kind: InferenceEngine.Queue.Kind, units: Int)?
}

/// An item of a lane, whatever its types are.
protocol LaneItem: AnyObject, Sendable {
    /// Computes and answers the items, all of this one's lane; this one is the first of them.
    func compute(_ items: [any LaneItem], on backend: CPUBackend)
}

/// A job in two stages: its input is prepared, then computed together with others of its lane.
final class StagedJob<Input: Sendable, Output: Sendable>: LaneItem {
    typealias Answer = InferenceEngine.Staged<Input, Output>

    private struct Prepared {
        let input: Input
        let queued: Duration
        let duration: Duration
        let end: ContinuousClock.Instant
    }

    private let admitted: ContinuousClock.Instant
    private let preparation: @Sendable (CPUBackend) throws -> Input
    private let lane: BatchLane<Input, Output>
    private let continuation: CheckedContinuation<Answer, any Error>
    private let prepared = Guarded<Prepared?>(nil)

    init(
        _ preparation: @escaping @Sendable (CPUBackend) throws -> Input,
        _ lane: BatchLane<Input, Output>,
        answering continuation: CheckedContinuation<Answer, any Error>
    ) {
        admitted = .now
        self.preparation = preparation
        self.lane = lane
        self.continuation = continuation
    }

    var job: ComputeJob {
        ComputeJob(run: prepare(on:), fail: { self.continuation.resume(throwing: $0) }, item: self)
    }

    private func prepare(on backend: CPUBackend) throws {
        let start = ContinuousClock.now
        let input = try preparation(backend)
        let end = ContinuousClock.now
        prepared.withLock {
            $0 = Prepared(input: input, queued: start - admitted, duration: end - start, end: end)
        }
    }

    func compute(_ items: [any LaneItem], on backend: CPUBackend) {
        // Items of one lane have one type: that of the lane.
        let jobs = items.compactMap { $0 as? StagedJob<Input, Output> }
        let inputs = jobs.map { job in (job, job.prepared.withLock { $0.take() }) }
            .compactMap { job, prepared in prepared.map { (job, $0) } }
        compute(inputs, on: backend)
    }

    /// Where the computation of several fails, each is computed by itself, so that one fails none of the others.
    private func compute(_ jobs: [(job: StagedJob, prepared: Prepared)], on backend: CPUBackend) {
        let start = ContinuousClock.now
        do {
            let outputs = try lane.compute(jobs.map(\.prepared.input), backend)
            precondition(outputs.count == jobs.count, "A lane gives one output for each input.")
            let duration = ContinuousClock.now - start
            for ((job, prepared), output) in zip(jobs, outputs) {
                job.answer(output, prepared, start: start, duration)
            }
        } catch {
            guard jobs.count > 1 else {
                jobs.first?.job.continuation.resume(throwing: error)
                return
            }
            for job in jobs { compute([job], on: backend) }
        }
    }

    private func answer(
        _ output: Output,
        _ prepared: Prepared,
        start: ContinuousClock.Instant,
        _ duration: Duration
    ) {
        continuation.resume(
            returning: Answer(
                input: prepared.input,
                output: output,
                queued: prepared.queued + (start - prepared.end),
                prepared: prepared.duration,
                computed: duration
            )
        )
    }
}
