import CoreMetrics
import Observability

/// The service's metrics, kept by swift-metrics' interface and written for Prometheus.
///
/// No label ever holds what a client sent: routes are patterns, codes are ours.
final class Metrics: Sendable {
    private let registry = PrometheusRegistry(.hilum)
    private let factory: PrometheusMetricsFactory

    /// Nothing counted yet.
    init() {
        factory = PrometheusMetricsFactory(registry)
    }

    func count(_ counter: CounterMetric, _ labels: [String: String] = [:], by amount: Int = 1) {
        counter.counter(labels, in: factory).increment(by: amount)
    }

    func observe(_ histogram: HistogramMetric, _ labels: [String: String], _ duration: Duration) {
        histogram.timer(labels, in: factory).record(duration)
    }

    func observe(_ histogram: HistogramMetric, _ items: Int) {
        histogram.recorder(in: factory).record(items)
    }

    /// Everything in Prometheus' text format 0.0.4, with numbers that other parts of the process keep.
    func exposition(_ readings: [MetricReading]) -> String {
        registry.exposition(readings + ProcessFigures.read().readings)
    }
}
