import Foundation

/// The batches that are ready or in the making, in their order, and who works on what.
///
/// No more than `prefetch` batches exist at a time, so memory is bounded; all threads work on the earliest batch that
/// has slots left, so the next batch is ready as early as can be.
// Unchecked: `state` is only touched while `condition` is locked.
final class BatchQueue: @unchecked Sendable {
    /// One slot of one batch.
    struct WorkUnit {
        let assembly: BatchAssembly
        let slot: Int
        let index: Int
    }

    private struct State {
        var window: [BatchAssembly] = []
        var epoch: Int
        var nextBatch: Int
        var order: [Int]?
        var failure: BatchingError?
        var isStopped = false
        var workers: Int
        var waited = Duration.zero
        var skipped: [Int: SkippedExample] = [:]
        var missing: [Int: Set<Int>] = [:]
    }

    private let settings: BatchLoader.Settings
    private let input: (count: Int, side: Int)
    private let condition = NSCondition()
    private var state: State

    init(settings: BatchLoader.Settings, viewCount: Int, side: Int) {
        self.settings = settings
        input = (viewCount, side)
        state = State(
            epoch: settings.epochs.lowerBound,
            nextBatch: settings.firstBatch,
            workers: settings.threads
        )
    }
}

extension BatchQueue {
    var waitSeconds: Double {
        condition.withLock { state.waited / .seconds(1) }
    }

    var skipped: [SkippedExample] {
        condition.withLock { state.skipped.values.sorted { $0.index < $1.index } }
    }

    /// Waits for the next batch; nil after the last one and after a stop.
    func next() throws(BatchingError) -> TrainingBatch? {
        condition.lock()
        defer { condition.unlock() }
        let start = ContinuousClock.now
        defer { state.waited += ContinuousClock.now - start }
        while true {
            if state.isStopped { return nil }
            if let first = state.window.first, first.isReady {
                state.window.removeFirst()
                condition.broadcast()
                if !first.isEmpty { return first.batch() }
            } else if let failure = state.failure {
                throw failure
            } else if state.window.isEmpty && state.epoch >= settings.epochs.upperBound {
                return nil
            } else {
                condition.wait()
            }
        }
    }

    /// Lets the workers end and waits until they have.
    func stop() {
        condition.lock()
        defer { condition.unlock() }
        state.isStopped = true
        state.window = []
        condition.broadcast()
        while state.workers > 0 { condition.wait() }
    }
}

extension BatchQueue {
    /// Waits for something to do; nil when there will be nothing more.
    func takeUnit() -> WorkUnit? {
        condition.lock()
        defer { condition.unlock() }
        while !state.isStopped && state.failure == nil {
            for assembly in state.window {
                if let (slot, index) = assembly.takeSlot() {
                    return WorkUnit(assembly: assembly, slot: slot, index: index)
                }
            }
            if state.epoch >= settings.epochs.upperBound { break }
            if state.window.count < settings.prefetchedBatches {
                openBatch()
            } else {
                condition.wait()
            }
        }
        return nil
    }

    /// Notes what became of a unit; true when its batch is complete but for examples that were skipped.
    func finish(_ unit: WorkUnit, _ outcome: Result<[Int32], SkippedExample>) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        if case .failure(let skip) = outcome { note(skip, epoch: unit.assembly.epoch) }
        guard unit.assembly.finish(slot: unit.slot, outcome) else { return false }
        if unit.assembly.needsRepair { return true }
        unit.assembly.isReady = true
        condition.broadcast()
        return false
    }

    /// Notes an example that could not replace another; false when the search is to end.
    func noteDuringRepair(_ skip: SkippedExample, epoch: Int) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        note(skip, epoch: epoch)
        return !state.isStopped && state.failure == nil
    }

    /// Hands a batch over after its repair.
    func finishRepair(_ assembly: BatchAssembly) {
        condition.lock()
        defer { condition.unlock() }
        if assembly.isEmpty && settings.plan.replacesSkipped {
            fail(.nothingUsable(epoch: assembly.epoch, batch: assembly.number))
        } else if state.failure == nil {
            assembly.isReady = true
        }
        condition.broadcast()
    }

    /// Notes that a worker has ended.
    func leave() {
        condition.lock()
        defer { condition.unlock() }
        state.workers -= 1
        condition.broadcast()
    }

    private func openBatch() {
        let order = state.order ?? settings.plan.examples(ofEpoch: state.epoch)
        let assembly = BatchAssembly(
            plan: settings.plan,
            epoch: state.epoch,
            number: state.nextBatch,
            order: order,
            augmenters: input
        )
        state.window.append(assembly)
        state.order = order
        state.nextBatch += 1
        if assembly.isLastOfEpoch {
            (state.epoch, state.nextBatch, state.order) = (state.epoch + 1, 0, nil)
        }
        condition.broadcast()
    }

    private func note(_ skip: SkippedExample, epoch: Int) {
        state.skipped[skip.index] = skip
        guard skip.reason == .image(.missing) else { return }
        state.missing[epoch, default: []].insert(skip.index)
        let missing = state.missing[epoch]?.count ?? 0
        let total = settings.plan.exampleCount
        if Double(missing) > settings.toleratedMissingShare * Double(total) {
            fail(.imagesGone(epoch: epoch, missing: missing, of: total, example: skip.image))
        }
    }

    private func fail(_ error: BatchingError) {
        if state.failure == nil { state.failure = error }
        condition.broadcast()
    }
}
