import Locking

/// Counters, gauges and histograms with their series, written in Prometheus' text format.
///
/// Bounded: a metric keeps at most `seriesLimit` series and the registry at most `metricLimit` metrics. What comes
/// beyond is added to the one series `{overflow="true"}` of its metric, or left out, and counted by reason in
/// `hilum_metrics_refused_total`: `series` and `metrics` for the bounds, `labels` for a declared metric with other
/// labels than declared, `kind` for a name that is already taken by another kind of metric.
public final class PrometheusRegistry: Sendable {
    /// Why a series was not kept as asked.
    enum Refusal: String, CaseIterable {
        case series, metrics, labels, kind
    }

    let catalogue: MetricCatalogue
    private let seriesLimit: Int
    private let metricLimit: Int
    private let families: Guarded<[String: MetricFamily]>
    private let refusals: [Refusal: CounterSeries]

    /// Makes a registry; declared counters and histograms without labels are there at once, with 0.
    public init(_ catalogue: MetricCatalogue, seriesLimit: Int = 1_000, metricLimit: Int = 1_000) {
        self.catalogue = catalogue
        self.seriesLimit = seriesLimit
        self.metricLimit = metricLimit
        var families: [String: MetricFamily] = [:]
        for definition in catalogue.definitions where definition.labels.isEmpty && definition.kind != .gauge {
            let family = MetricFamily(definition, limit: seriesLimit)
            _ = family.series(SeriesLabels([]))
            families[definition.name] = family
        }
        let refusals = MetricFamily(CounterMetric.seriesRefused.definition, limit: Refusal.allCases.count)
        var counters: [Refusal: CounterSeries] = [:]
        for reason in Refusal.allCases {
            if case .counter(let series) = refusals.series(SeriesLabels([("reason", reason.rawValue)])) {
                counters[reason] = series
            }
        }
        families[CounterMetric.seriesRefused.definition.name] = refusals
        self.families = Guarded(families)
        self.refusals = counters
    }

    /// A counter's value so far; 0 where nothing was counted. Asking makes no series.
    public func value(of counter: CounterMetric, _ labels: [String: String] = [:]) -> Double {
        let family = families.withLock { $0[counter.definition.name] }
        guard case .counter(let series) = family?.known(SeriesLabels(labels.map { ($0, $1) })) else {
            return 0
        }
        return series.value
    }

    /// Everything in Prometheus' text format 0.0.4, sorted by metric and labels, with `readings` among the rest.
    public func exposition(_ readings: [MetricReading] = []) -> String {
        PrometheusText.write(families.withLock { Array($0.values) }, readings)
    }

    /// The series with these labels, or the overflow series; nil where not even that can be kept.
    func series(_ dimensions: [(String, String)], of definition: MetricDefinition) -> MetricFamily.Series? {
        let (family, refusal) = family(definition)
        guard let family else {
            if let refusal { count(refusal) }
            return nil
        }
        let labels = SeriesLabels(dimensions)
        if let series = family.known(labels) { return series }
        if catalogue[definition.name] != nil, !Self.agree(labels, definition.labels) {
            count(.labels)
        } else if let series = family.series(labels) {
            return series
        } else {
            count(.series)
        }
        return family.series(.overflow)
    }

    /// Forgets the series behind a handle; other handles of the same series then count in vain.
    func remove(_ handler: AnyObject) {
        for family in families.withLock({ Array($0.values) }) { family.remove(handler) }
    }

    private func family(_ definition: MetricDefinition) -> (MetricFamily?, Refusal?) {
        families.withLock { families in
            if let known = families[definition.name] {
                return known.definition.kind == definition.kind ? (known, nil) : (nil, .kind)
            }
            guard families.count < metricLimit else { return (nil, .metrics) }
            let new = MetricFamily(definition, limit: seriesLimit)
            families[definition.name] = new
            return (new, nil)
        }
    }

    private func count(_ refusal: Refusal) {
        refusals[refusal]?.increment(by: 1 as Int64)
    }

    private static func agree(_ labels: SeriesLabels, _ declared: Set<String>) -> Bool {
        labels.pairs.count == declared.count && labels.pairs.allSatisfy { declared.contains($0.name) }
    }
}
