/// The mean and the spread of one figure over runs that differ in their seed only.
public struct SeedSummary: Codable, Sendable, Equatable {
    /// The mean.
    public let mean: Double
    /// The standard deviation, with n − 1 below the line; `nil` for a single run.
    public let deviation: Double?
    /// The number of runs.
    public let count: Int

    /// Sums up the runs' figures; `nil` without any.
    public init?(_ values: [Double]) {
        guard !values.isEmpty else { return nil }
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        self.mean = mean
        deviation = values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : nil
        count = values.count
    }
}
