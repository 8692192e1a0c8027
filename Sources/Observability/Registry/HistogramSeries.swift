import CoreMetrics
import Locking

/// One series of a histogram; its sum and its counts always fit together.
final class HistogramSeries: RecorderHandler, TimerHandler {
    struct Content: Sendable, Equatable {
        /// Values in each bucket alone; the last one is the bucket without a bound.
        var counts: [UInt64]
        var sum = 0.0
    }

    let bounds: [Double]
    private let state: Guarded<Content>

    init(bounds: [Double]) {
        self.bounds = bounds
        state = Guarded(Content(counts: [UInt64](repeating: 0, count: bounds.count + 1)))
    }

    var content: Content { state.withLock { $0 } }

    /// What is no finite number is left out: it would spoil the sum for good.
    func record(_ value: Double) {
        guard value.isFinite else { return }
        let bucket = bucket(of: value)
        state.withLock { content in
            content.counts[bucket] &+= 1
            content.sum += value
        }
    }

    func record(_ value: Int64) { record(Double(value)) }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    /// A bound belongs to its bucket.
    private func bucket(of value: Double) -> Int {
        var index = 0
        while index < bounds.count, value > bounds[index] { index += 1 }
        return index
    }
}
