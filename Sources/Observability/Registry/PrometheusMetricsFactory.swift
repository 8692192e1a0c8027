public import CoreMetrics

/// The backend for swift-metrics: hands out series of a ``PrometheusRegistry``.
///
/// Pass it to `Counter(label:dimensions:factory:)` and the like, or to `MetricsSystem.bootstrap` once a process. A
/// label of the catalogue gets the kind and the buckets declared there. Any other is made a valid name: counters end
/// in `_total`, timers are histograms of seconds, aggregating recorders are histograms by powers of ten, other
/// recorders and meters are gauges. What cannot be kept gets a handle that counts in vain; nothing here ever traps.
public struct PrometheusMetricsFactory: MetricsFactory {
    /// Where the series are kept.
    public let registry: PrometheusRegistry

    private static let durations = MetricDefinition.Kind.histogram(
        bounds: (0..<16).map { 0.001 * Double(1 << $0) }
    )
    private static let values = MetricDefinition.Kind.histogram(
        bounds: [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]
    )

    /// Makes handles for series of `registry`.
    public init(_ registry: PrometheusRegistry) {
        self.registry = registry
    }

    /// A counter of whole amounts.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        counter(label, dimensions)
    }

    /// A counter of any amounts; with the same label it is the same series as ``makeCounter(label:dimensions:)``'s.
    public func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        counter(label, dimensions)
    }

    /// A gauge.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        let definition = definition(label, .gauge)
        guard case .gauge(let series) = registry.series(dimensions, of: definition) else {
            return GaugeSeries()
        }
        return series
    }

    /// A histogram where it aggregates, else a gauge; the catalogue's word comes first.
    public func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        let definition = definition(label, aggregate ? Self.values : .gauge)
        switch registry.series(dimensions, of: definition) {
        case .gauge(let series): return series
        case .histogram(let series): return series
        case .counter, nil: return GaugeSeries()
        }
    }

    /// A histogram of seconds.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let definition = definition(label, Self.durations, unit: .seconds)
        guard case .histogram(let series) = registry.series(dimensions, of: definition) else {
            return HistogramSeries(bounds: [])
        }
        return series
    }

    /// Takes the handler's series out of the registry.
    public func destroyCounter(_ handler: any CounterHandler) { registry.remove(handler) }

    /// Takes the handler's series out of the registry.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {
        registry.remove(handler)
    }

    /// Takes the handler's series out of the registry.
    public func destroyMeter(_ handler: any MeterHandler) { registry.remove(handler) }

    /// Takes the handler's series out of the registry.
    public func destroyRecorder(_ handler: any RecorderHandler) { registry.remove(handler) }

    /// Takes the handler's series out of the registry.
    public func destroyTimer(_ handler: any TimerHandler) { registry.remove(handler) }

    private func counter(_ label: String, _ dimensions: [(String, String)]) -> CounterSeries {
        let definition = definition(label, .counter)
        guard case .counter(let series) = registry.series(dimensions, of: definition) else {
            return CounterSeries()
        }
        return series
    }

    private func definition(
        _ label: String,
        _ kind: MetricDefinition.Kind,
        unit: MetricDefinition.Unit? = nil
    ) -> MetricDefinition {
        if let declared = registry.catalogue[label] { return declared }
        return MetricDefinition(
            name: PrometheusName.metric(label, kind, unit: unit),
            kind: kind,
            unit: unit,
            help: "Made by a library under the name \(label.prefix(200))."
        )
    }
}
