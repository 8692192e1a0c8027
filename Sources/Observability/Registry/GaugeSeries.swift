import CoreMetrics

/// One series of a gauge.
final class GaugeSeries: MeterHandler, RecorderHandler {
    private let number = AtomicDouble()

    var value: Double { number.load() }

    func set(_ value: Int64) { number.store(Double(value)) }

    func set(_ value: Double) { number.store(value) }

    /// What is no finite number is left out: it could not be taken back.
    func increment(by amount: Double) {
        guard amount.isFinite else { return }
        number.add(amount)
    }

    func decrement(by amount: Double) { increment(by: -amount) }

    func record(_ value: Int64) { set(value) }

    func record(_ value: Double) { set(value) }
}
