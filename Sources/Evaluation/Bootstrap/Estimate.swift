/// A range that holds the figure of most resamples.
public struct ConfidenceInterval: Codable, Sendable, Equatable {
    /// The 2.5th percentile.
    public let lower: Double
    /// The 97.5th percentile.
    public let upper: Double

    /// An interval of known ends.
    public init(lower: Double, upper: Double) {
        self.lower = lower
        self.upper = upper
    }

    /// The 95 % percentile interval (Efron 1979) of the figures of resamples; `nil` without any.
    public init?(ofResampled values: [Double]) {
        let sorted = values.sorted()
        guard let lower = Self.percentile(0.025, of: sorted), let upper = Self.percentile(0.975, of: sorted)
        else { return nil }
        self.init(lower: lower, upper: upper)
    }

    /// The value below which a share of the values lies, interpolated between neighbours (Hyndman & Fan 1996, type 7).
    ///
    /// - Parameter share: 0 to 1.
    /// - Parameter sorted: Values in ascending order; `nil` comes of none.
    package static func percentile(_ share: Double, of sorted: [Double]) -> Double? {
        guard !sorted.isEmpty else { return nil }
        let position = share * Double(sorted.count - 1)
        let below = Int(position)
        guard below + 1 < sorted.count else { return sorted.last }
        return sorted[below] + (position - Double(below)) * (sorted[below + 1] - sorted[below])
    }
}

/// A figure and how far another sample of images could move it.
public struct Estimate: Codable, Sendable, Equatable {
    /// The figure on all images.
    public let value: Double
    /// Its 95 % interval; `nil` when it was not estimated.
    public let interval: ConfidenceInterval?

    /// A figure with its interval.
    public init(value: Double, interval: ConfidenceInterval? = nil) {
        self.value = value
        self.interval = interval
    }
}
