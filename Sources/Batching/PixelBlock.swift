// Unchecked: the numbers are written by the loader's threads, each to slots of its own, before the batch is handed
// over under the loader's lock; from then on they are only read.
/// The model input of one view of a batch: shape (count, 3, side, side).
public final class PixelBlock: @unchecked Sendable {
    private let storage: UnsafeMutableBufferPointer<Float>
    private let slotSize: Int
    private var usedSlots: Int

    init(slots: Int, side: Int) {
        slotSize = 3 * side * side
        usedSlots = slots
        storage = .allocate(capacity: slots * slotSize)
    }

    deinit {
        storage.deallocate()
    }

    /// The number of values.
    public var count: Int { usedSlots * slotSize }

    /// Reads the values without copying them.
    public func withUnsafeBufferPointer<Result>(
        _ body: (UnsafeBufferPointer<Float>) throws -> Result
    ) rethrows -> Result {
        try body(UnsafeBufferPointer(storage.extracting(0..<count)))
    }

    /// The values of one example, for the thread that makes it.
    func slot(_ index: Int) -> UnsafeMutableBufferPointer<Float> {
        storage.extracting((index * slotSize)..<((index + 1) * slotSize))
    }

    /// Moves the slots that are kept (in ascending order) together and forgets the others.
    func keep(_ slots: [Int]) {
        for (target, source) in slots.enumerated() where target != source {
            _ = slot(target).update(fromContentsOf: slot(source))
        }
        usedSlots = slots.count
    }
}
