/// A batch in the making.
// Unchecked: the queue's lock guards every `var` until the last slot is finished; then the one thread that finished
// it has the assembly for itself until it says that it is ready.
final class BatchAssembly: @unchecked Sendable {
    let epoch: Int
    let number: Int
    let isLastOfEpoch: Bool
    let views: [PixelBlock]
    private let positions: Range<Int>
    /// The whole epoch, of which replacements are taken.
    private let order: [Int]
    private var indices: [Int]
    private var texts: [[Int32]]
    private var skipped: [SkippedExample] = []
    private var failedSlots: [Int] = []
    private var nextSlot = 0
    private var unfinished: Int
    var isReady = false

    init(plan: BatchPlan, epoch: Int, number: Int, order: [Int], augmenters: (count: Int, side: Int)) {
        self.epoch = epoch
        self.number = number
        self.order = order
        isLastOfEpoch = number == plan.batchCount - 1
        let positions = plan.positions(ofBatch: number)
        self.positions = positions
        views = (0..<augmenters.count).map { _ in
            PixelBlock(slots: positions.count, side: augmenters.side)
        }
        indices = Array(order[positions])
        texts = Array(repeating: [], count: positions.count)
        unfinished = positions.count
    }

    /// The next slot that nobody works on, and its example.
    func takeSlot() -> (slot: Int, index: Int)? {
        guard nextSlot < positions.count else { return nil }
        defer { nextSlot += 1 }
        return (nextSlot, indices[nextSlot])
    }

    /// Notes what became of a slot; true when it was the last one.
    func finish(slot: Int, _ outcome: Result<[Int32], SkippedExample>) -> Bool {
        switch outcome {
        case .success(let text):
            texts[slot] = text
        case .failure(let skip):
            failedSlots.append(slot)
            skipped.append(skip)
        }
        unfinished -= 1
        return unfinished == 0
    }

    /// Fills the slots whose examples were skipped with those that come after the batch in its epoch, beginning
    /// anew at its end; slots for which none is left are removed. `maySkip` hears of every failure and may end it.
    func repair(with maker: ExampleMaker, replacing: Bool, maySkip: (SkippedExample) -> Bool) {
        failedSlots.sort()
        skipped.sort { $0.index < $1.index }
        var candidates = replacing ? order[positions.upperBound...] + order[..<positions.lowerBound] : []
        while let slot = failedSlots.first, let index = candidates.popFirst() {
            switch maker.make(index, epoch: epoch, into: views, slot: slot) {
            case .success(let text):
                (indices[slot], texts[slot]) = (index, text)
                failedSlots.removeFirst()
            case .failure(let skip):
                skipped.append(skip)
                guard maySkip(skip) else { return }
            }
        }
        removeFailedSlots()
    }

    private func removeFailedSlots() {
        guard !failedSlots.isEmpty else { return }
        let failed = Set(failedSlots)
        let kept = indices.indices.filter { !failed.contains($0) }
        indices = kept.map { indices[$0] }
        texts = kept.map { texts[$0] }
        for view in views { view.keep(kept) }
    }

    /// Whether a slot waits for a replacement.
    var needsRepair: Bool { !failedSlots.isEmpty }

    var isEmpty: Bool { indices.isEmpty }

    func batch() -> TrainingBatch {
        TrainingBatch(
            epoch: epoch,
            number: number,
            isLastOfEpoch: isLastOfEpoch,
            indices: indices,
            views: views,
            texts: texts,
            skipped: skipped
        )
    }
}
