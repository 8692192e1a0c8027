import Randomness

/// Which examples make up the batches of an epoch.
public struct BatchPlan: Sendable, Equatable {
    /// The order of the examples.
    public enum Order: Sendable, Equatable {
        /// A new permutation in every epoch, for training. An example that cannot be used is replaced.
        case shuffled(seed: UInt64)
        /// As they stand, for evaluation. An example that cannot be used is left out, none comes twice.
        case asGiven
    }

    /// The number of examples.
    public let exampleCount: Int
    /// The number of examples of a batch.
    public let batchSize: Int
    /// The order of the examples.
    public let order: Order
    /// Whether the last batch of an epoch is left out where it would be smaller.
    public let dropsLast: Bool

    /// A plan with at least one batch.
    ///
    /// - Throws: `BatchingError.noExamples`, `.invalidBatchSize` or `.batchLargerThanEpoch`.
    public init(
        exampleCount: Int,
        batchSize: Int,
        order: Order,
        dropsLast: Bool
    ) throws(BatchingError) {
        guard exampleCount > 0 else { throw .noExamples }
        guard batchSize > 0 else { throw .invalidBatchSize(batchSize) }
        guard !dropsLast || batchSize <= exampleCount else {
            throw .batchLargerThanEpoch(batchSize: batchSize, exampleCount: exampleCount)
        }
        self.exampleCount = exampleCount
        self.batchSize = batchSize
        self.order = order
        self.dropsLast = dropsLast
    }

    /// The number of batches of an epoch.
    public var batchCount: Int {
        let (whole, rest) = exampleCount.quotientAndRemainder(dividingBy: batchSize)
        return rest == 0 || dropsLast ? whole : whole + 1
    }

    /// The examples of an epoch in the order in which they come: a permutation of 0 ..< `exampleCount` that depends
    /// on the seed and the epoch only.
    public func examples(ofEpoch epoch: Int) -> [Int] {
        switch order {
        case .shuffled(let seed):
            var random = RandomStream(seed: seed, place: [UInt64(truncatingIfNeeded: epoch)])
            return random.permutation(of: exampleCount)
        case .asGiven:
            return Array(0..<exampleCount)
        }
    }

    /// The positions of a batch in the order of its epoch.
    ///
    /// - Precondition: `batch` is in 0 ..< `batchCount`.
    public func positions(ofBatch batch: Int) -> Range<Int> {
        precondition((0..<batchCount).contains(batch))
        let start = batch * batchSize
        return start..<(start + min(batchSize, exampleCount - start))
    }

    var replacesSkipped: Bool { order != .asGiven }
}
