/// What a metric is called, what it means and how its numbers behave.
public struct MetricDefinition: Sendable, Hashable {
    /// How the numbers of a metric behave over time.
    public enum Kind: Sendable, Hashable {
        /// Only grows; the name ends in `_total`.
        case counter
        /// Goes up and down.
        case gauge
        /// Counts values in buckets; `bounds` are the buckets' inclusive upper bounds, ascending and finite. The
        /// bucket without a bound is always there and is not listed.
        case histogram(bounds: [Double])
    }

    /// The base unit that a name ends in, before `_total` (Prometheus, "Metric and label naming").
    public enum Unit: String, Sendable {
        /// Seconds, also for durations far below one.
        case seconds
        /// Bytes of 8 bits.
        case bytes
    }

    /// The full name with its unit, such as `hilum_request_seconds`.
    public let name: String
    /// How the numbers behave.
    public let kind: Kind
    /// The unit; nil for plain counts.
    public let unit: Unit?
    /// One sentence for the `HELP` line.
    public let help: String
    /// The names of the labels that every series has.
    public let labels: Set<String>

    /// Describes a metric.
    public init(name: String, kind: Kind, unit: Unit? = nil, help: String, labels: Set<String> = []) {
        self.name = name
        self.kind = kind
        self.unit = unit
        self.help = help
        self.labels = labels
    }

    /// The word of the `TYPE` line.
    var typeName: String {
        switch kind {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }
}
