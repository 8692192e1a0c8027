/// A number that another part of the process keeps, read when metrics are asked for.
public struct MetricReading: Sendable, Equatable {
    /// What the number is; a histogram cannot be read like this and is left out.
    public let definition: MetricDefinition
    /// The series' labels.
    public let labels: [String: String]
    /// In the definition's unit.
    public let value: Double

    /// Reads a number of a metric that is described anywhere.
    public init(_ definition: MetricDefinition, _ labels: [String: String] = [:], _ value: Double) {
        self.definition = definition
        self.labels = labels
        self.value = value
    }

    /// Reads a counter.
    public init(_ counter: CounterMetric, _ labels: [String: String] = [:], _ value: some BinaryInteger) {
        self.init(counter.definition, labels, Double(value))
    }

    /// Reads a gauge.
    public init(_ gauge: GaugeMetric, _ labels: [String: String] = [:], _ value: Double) {
        self.init(gauge.definition, labels, value)
    }

    /// Reads a gauge that is a count.
    public init(_ gauge: GaugeMetric, _ labels: [String: String] = [:], _ value: some BinaryInteger) {
        self.init(gauge.definition, labels, Double(value))
    }
}
