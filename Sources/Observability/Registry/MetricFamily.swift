import Locking

/// One metric with all its series.
final class MetricFamily: Sendable {
    enum Series: Sendable {
        case counter(CounterSeries)
        case gauge(GaugeSeries)
        case histogram(HistogramSeries)

        init(_ kind: MetricDefinition.Kind) {
            switch kind {
            case .counter: self = .counter(CounterSeries())
            case .gauge: self = .gauge(GaugeSeries())
            case .histogram(let bounds): self = .histogram(HistogramSeries(bounds: bounds))
            }
        }

        fileprivate var object: AnyObject {
            switch self {
            case .counter(let series): series
            case .gauge(let series): series
            case .histogram(let series): series
            }
        }
    }

    let definition: MetricDefinition
    private let limit: Int
    private let series = Guarded<[SeriesLabels: Series]>([:])

    /// - Parameter limit: The most series, the overflow series not counted.
    init(_ definition: MetricDefinition, limit: Int) {
        self.definition = definition
        self.limit = limit
    }

    /// The series with these labels, made where it is new; nil where the bound is reached.
    func series(_ labels: SeriesLabels) -> Series? {
        series.withLock { all in
            if let known = all[labels] { return known }
            let isOverflow = labels == .overflow
            let others = all.count - (all[.overflow] == nil ? 0 : 1)
            guard isOverflow || others < limit else { return nil }
            let new = Series(definition.kind)
            all[labels] = new
            return new
        }
    }

    /// The series with these labels where there is one.
    func known(_ labels: SeriesLabels) -> Series? {
        series.withLock { $0[labels] }
    }

    func all() -> [SeriesLabels: Series] {
        series.withLock { $0 }
    }

    func remove(_ handler: AnyObject) {
        series.withLock { all in
            guard let labels = all.first(where: { $0.value.object === handler })?.key else { return }
            all[labels] = nil
        }
    }
}
