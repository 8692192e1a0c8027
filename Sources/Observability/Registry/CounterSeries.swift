import CoreMetrics
import Synchronization

/// One series of a counter; whole and broken amounts are kept apart, so that whole ones stay exact.
final class CounterSeries: CounterHandler, FloatingPointCounterHandler {
    private let whole = Atomic<UInt64>(0)
    private let broken = AtomicDouble()

    var value: Double { Double(whole.load(ordering: .relaxed)) + broken.load() }

    /// A counter cannot fall: negative amounts are left out.
    func increment(by amount: Int64) {
        guard amount > 0 else { return }
        whole.wrappingAdd(UInt64(amount), ordering: .relaxed)
    }

    /// Negative amounts and those that are no finite number are left out.
    func increment(by amount: Double) {
        guard amount.isFinite, amount > 0 else { return }
        broken.add(amount)
    }

    func reset() {
        whole.store(0, ordering: .relaxed)
        broken.store(0)
    }
}
