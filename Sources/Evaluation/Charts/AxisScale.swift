import Foundation

/// The numbers along one axis and where they stand.
struct AxisScale {
    let lower: Double
    let upper: Double
    let ticks: [Double]
    private let decimals: Int

    /// A scale from the lowest to the highest value, rounded out to whole steps of 1, 2 or 5 · 10ⁿ.
    ///
    /// Values that are not finite are left out; without any the scale goes from 0 to 1.
    init(covering values: [Double], steps: Int = 5) {
        let finite = values.filter { abs($0) < 1e300 }
        var lowest = finite.min() ?? 0
        var highest = finite.max() ?? 1
        let size = max(abs(lowest), abs(highest))
        if highest - lowest <= max(size * 1e-12, 1e-290) {
            let margin = max(size * 0.1, 1e-9)
            (lowest, highest) = (lowest - margin, highest + margin)
        }
        let step = Self.niceStep((highest - lowest) / Double(steps))
        let first = (lowest / step + 1e-9).rounded(.down)
        let last = (highest / step - 1e-9).rounded(.up)
        let count = min(max(Int(last - first), 1), 100)
        lower = first * step
        upper = (first + Double(count)) * step
        ticks = (0...count).map { (first + Double($0)) * step }
        decimals = Self.decimals(of: step)
    }

    /// A scale between given ends with a tick every `step`.
    init(from lower: Double, to upper: Double, step: Double) {
        self.lower = lower
        self.upper = upper
        ticks = (0...Int(((upper - lower) / step).rounded())).map { lower + Double($0) * step }
        decimals = Self.decimals(of: step)
    }

    /// The share of the axis that lies below a value, kept within a little more than the axis.
    func share(of value: Double) -> Double {
        min(max((value - lower) / (upper - lower), -1), 2)
    }

    /// The words beside a tick: with powers of ten where decimals would be many, as for learning rates.
    func title(of tick: Double) -> String {
        let largest = max(abs(lower), abs(upper))
        guard largest >= 1e6 || decimals > 4, let step else { return tick.fixed(decimals) }
        let digits = min(max(Int(log10(largest / step).rounded(.down)) + 2, 2), 15)
        return String(format: "%.\(digits)g", tick)
    }

    private var step: Double? { ticks.count > 1 ? ticks[1] - ticks[0] : nil }

    private static func niceStep(_ step: Double) -> Double {
        let power = pow(10, log10(step).rounded(.down))
        let factor = [1.0, 2, 5, 10].first { $0 * power >= step * 0.999 } ?? 10
        return factor * power
    }

    private static func decimals(of step: Double) -> Int {
        max(0, Int(-(log10(step) + 1e-9).rounded(.down)))
    }
}
