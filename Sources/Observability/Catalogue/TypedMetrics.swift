public import CoreMetrics

/// The name of a counter: a number that only grows while the process lives.
public struct CounterMetric: Sendable, Hashable {
    /// What is counted.
    public let definition: MetricDefinition

    /// Names a counter; `name` ends in `_total`.
    public init(
        _ name: String,
        unit: MetricDefinition.Unit? = nil,
        labels: Set<String> = [],
        help: String
    ) {
        definition = MetricDefinition(name: name, kind: .counter, unit: unit, help: help, labels: labels)
    }

    /// The series with these labels; kept by the caller, an update costs one atomic addition.
    public func counter(_ labels: [String: String] = [:], in factory: any MetricsFactory) -> Counter {
        Counter(label: definition.name, dimensions: labels.map { ($0, $1) }, factory: factory)
    }
}

/// The name of a gauge: a number that goes up and down.
public struct GaugeMetric: Sendable, Hashable {
    /// What is measured.
    public let definition: MetricDefinition

    /// Names a gauge.
    public init(
        _ name: String,
        unit: MetricDefinition.Unit? = nil,
        labels: Set<String> = [],
        help: String
    ) {
        definition = MetricDefinition(name: name, kind: .gauge, unit: unit, help: help, labels: labels)
    }

    /// The series with these labels, to be set, raised and lowered.
    public func meter(_ labels: [String: String] = [:], in factory: any MetricsFactory) -> Meter {
        Meter(label: definition.name, dimensions: labels.map { ($0, $1) }, factory: factory)
    }
}

/// The name of a histogram: values counted in buckets.
public struct HistogramMetric: Sendable, Hashable {
    /// What is observed.
    public let definition: MetricDefinition

    /// Names a histogram; `bounds` are inclusive upper bounds, ascending.
    public init(
        _ name: String,
        unit: MetricDefinition.Unit? = nil,
        labels: Set<String> = [],
        bounds: [Double],
        help: String
    ) {
        definition = MetricDefinition(
            name: name,
            kind: .histogram(bounds: bounds),
            unit: unit,
            help: help,
            labels: labels
        )
    }

    /// The series with these labels, for plain values.
    public func recorder(_ labels: [String: String] = [:], in factory: any MetricsFactory) -> Recorder {
        Recorder(label: definition.name, dimensions: labels.map { ($0, $1) }, factory: factory)
    }

    /// The series with these labels, for durations; they are kept in seconds.
    public func timer(_ labels: [String: String] = [:], in factory: any MetricsFactory) -> CoreMetrics.Timer {
        Timer(label: definition.name, dimensions: labels.map { ($0, $1) }, factory: factory)
    }
}

extension CoreMetrics.Timer {
    /// Records a duration to the nanosecond; one beyond 292 years counts as 292 years.
    public func record(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let whole = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let total = whole.partialValue.addingReportingOverflow(attoseconds / 1_000_000_000)
        let limit: Int64 = seconds < 0 ? .min : .max
        recordNanoseconds(whole.overflow || total.overflow ? limit : total.partialValue)
    }
}
