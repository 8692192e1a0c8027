import CoreMetrics
import Observability
import Testing

@Suite struct RegistryTests {
    private static let calls = CounterMetric("calls_total", labels: ["route"], help: "Calls.")
    private static let level = GaugeMetric("level", help: "Level.")
    private static let size = HistogramMetric("size", bounds: [1, 2, 4], help: "Sizes.")
    private static let catalogue = MetricCatalogue([
        Self.calls.definition, Self.level.definition, Self.size.definition,
    ])

    private let registry = PrometheusRegistry(Self.catalogue, seriesLimit: 3, metricLimit: 8)
    private var factory: PrometheusMetricsFactory { PrometheusMetricsFactory(registry) }

    private func line(_ series: String) -> Double? {
        let line = registry.exposition().split(separator: "\n").first { $0.hasPrefix(series + " ") }
        return line.flatMap { Double($0.dropFirst(series.count + 1)) }
    }

    private func refused(_ reason: String) -> Double? {
        line("hilum_metrics_refused_total{reason=\"\(reason)\"}")
    }

    @Test func handlesOfOneSeriesCountTogether() {
        let first = Self.calls.counter(["route": "/a"], in: factory)
        let second = Counter(label: "calls_total", dimensions: [("route", "/a")], factory: factory)
        first.increment(by: 2)
        second.increment(by: 3)
        #expect(registry.value(of: Self.calls, ["route": "/a"]) == 5)
        #expect(registry.value(of: Self.calls, ["route": "/b"]) == 0)
    }

    @Test func theOrderOfLabelsDoesNotMatter() {
        Counter(label: "two", dimensions: [("a", "1"), ("b", "2")], factory: factory).increment()
        Counter(label: "two", dimensions: [("b", "2"), ("a", "1")], factory: factory).increment()
        #expect(line(#"two_total{a="1",b="2"}"#) == 2)
    }

    @Test func theLastOfTwoLabelsWithOneNameCounts() {
        Counter(label: "two", dimensions: [("a", "1"), ("a", "2"), ("a", "0")], factory: factory).increment()
        #expect(line(#"two_total{a="0"}"#) == 1)
    }

    @Test func wholeAndBrokenAmountsMakeOneCounter() {
        Counter(label: "fuel_total", factory: factory).increment(by: 3)
        FloatingPointCounter(label: "fuel_total", factory: factory).increment(by: 0.25)
        #expect(line("fuel_total") == 3.25)
    }

    @Test func aCounterNeverFalls() {
        let whole = Counter(label: "fuel_total", factory: factory)
        let broken = FloatingPointCounter(label: "fuel_total", factory: factory)
        whole.increment(by: 5)
        whole.increment(by: -3)
        for amount in [-1, Double.nan, .infinity, -.infinity] { broken.increment(by: amount) }
        #expect(line("fuel_total") == 5)
        whole.reset()
        #expect(line("fuel_total") == 0)
    }

    @Test func aCounterBeyondItsRangeDoesNotTrap() {
        let counter = Counter(label: "big_total", factory: factory)
        for _ in 0..<4 { counter.increment(by: Int64.max) }
        #expect(line("big_total") != nil)
    }

    @Test func aMeterGoesUpAndDown() {
        let meter = Self.level.meter(in: factory)
        meter.set(10)
        meter.increment(by: 2.5)
        meter.decrement()
        meter.increment(by: Double.infinity)
        #expect(line("level") == 11.5)
    }

    /// By hand: 0, 1 | 2 | 3, 4 | 5, 1000 and the sum 1015.
    @Test func aValueOnABoundBelongsToItsBucket() {
        let sizes = Self.size.recorder(in: factory)
        for value in [0, 1, 2, 3, 4, 5, 1_000] { sizes.record(value) }
        for value in [Double.nan, .infinity, -.infinity] { sizes.record(value) }
        #expect(line(#"size_bucket{le="1.0"}"#) == 2)
        #expect(line(#"size_bucket{le="2.0"}"#) == 3)
        #expect(line(#"size_bucket{le="4.0"}"#) == 5)
        #expect(line(#"size_bucket{le="+Inf"}"#) == 7)
        #expect(line("size_sum") == 1_015)
        #expect(line("size_count") == 7)
    }

    @Test func timersKeepSeconds() {
        let timer = Timer(label: "work", factory: factory)
        timer.recordNanoseconds(250_000_000)
        timer.record(.milliseconds(500))
        #expect(line("work_seconds_sum") == 0.75)
        #expect(line(#"work_seconds_bucket{le="0.256"}"#) == 1)
    }

    @Test(arguments: [
        (Duration.seconds(Int64.max), 9_223_372_036.854_775_807),
        (.seconds(Int64.min), -9_223_372_036.854_775_808), (.nanoseconds(-1), -1e-9), (.zero, 0),
    ])
    func oddDurationsDoNotTrap(duration: Duration, seconds: Double) {
        Timer(label: "work", factory: factory).record(duration)
        #expect(line("work_seconds_sum") == seconds)
    }

    @Test func undeclaredRecordersFollowTheirKind() {
        Recorder(label: "spread", aggregate: true, factory: factory).record(11)
        Recorder(label: "last", aggregate: false, factory: factory).record(11)
        #expect(line(#"spread_bucket{le="10.0"}"#) == 0)
        #expect(line(#"spread_bucket{le="100.0"}"#) == 1)
        #expect(line("last") == 11)
    }

    @Test(arguments: [
        ("http.server-requests", "http_server_requests_total"), ("9lives", "_9lives_total"),
        ("", "unnamed_total"), ("größe", "gr____e_total"), ("a:b", "a_b_total"),
        ("x_total", "x_total"), ("x_bucket", "x_total"), ("x_sum_count", "x_total"),
    ])
    func makesLibrariesNamesValid(label: String, name: String) {
        Counter(label: label, factory: factory).increment()
        #expect(line(name) == 1)
    }

    @Test func keepsAtMostSoManySeriesAMetric() {
        for index in 0..<10 { Self.calls.counter(["route": "/\(index)"], in: factory).increment() }
        #expect(line(#"calls_total{route="/2"}"#) == 1)
        #expect(line(#"calls_total{route="/3"}"#) == nil)
        #expect(line(#"calls_total{overflow="true"}"#) == 7)
        #expect(refused("series") == 7)
        Self.calls.counter(["route": "/1"], in: factory).increment()
        #expect(line(#"calls_total{route="/1"}"#) == 2)
    }

    @Test func keepsAtMostSoManyMetrics() {
        // Two of the eight are there from the start: the histogram without labels and the refusals.
        for index in 0..<20 { Gauge(label: "gauge\(index)", factory: factory).record(1) }
        #expect(line("gauge5") == 1)
        #expect(line("gauge6") == nil)
        #expect(refused("metrics") == 14)
    }

    @Test func refusesOtherLabelsThanDeclared() {
        Self.calls.counter(["path": "/secret"], in: factory).increment()
        Self.calls.counter([:], in: factory).increment()
        Self.calls.counter(["route": "/a", "more": "b"], in: factory).increment()
        #expect(line(#"calls_total{overflow="true"}"#) == 3)
        #expect(refused("labels") == 3)
        #expect(!registry.exposition().contains("secret"))
    }

    @Test func aNameBelongsToOneKind() {
        Self.calls.counter(["route": "/a"], in: factory).increment()
        Timer(label: "calls_total", dimensions: [("route", "/a")], factory: factory).recordSeconds(1)
        Recorder(label: "calls_total", dimensions: [("route", "/a")], factory: factory).record(1)
        Meter(label: "size", factory: factory).set(1)
        Counter(label: "level", factory: factory).increment()
        Gauge(label: "later", factory: factory).record(1)
        Recorder(label: "later", factory: factory).record(1)
        #expect(line(#"calls_total{route="/a"}"#) == 1)
        #expect(line("size_count") == 0)
        #expect(line("level") == 0)
        #expect(line("later") == 1)
        #expect(refused("kind") == 1)
    }

    @Test func destroyTakesASeriesAway() {
        let first = Self.calls.counter(["route": "/a"], in: factory)
        let second = Self.calls.counter(["route": "/b"], in: factory)
        first.increment()
        second.increment()
        first.destroy()
        first.increment()
        #expect(line(#"calls_total{route="/a"}"#) == nil)
        #expect(line(#"calls_total{route="/b"}"#) == 1)
    }

    @Test func manyTasksLoseNoUpdate() async {
        let registry = PrometheusRegistry(Self.catalogue)
        let factory = PrometheusMetricsFactory(registry)
        let kept = Self.calls.counter(["route": "/kept"], in: factory)
        let meter = Self.level.meter(in: factory)
        let sizes = Self.size.recorder(in: factory)
        let tasks = 32
        let updates = 2_000
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<tasks {
                group.addTask {
                    for index in 0..<updates {
                        kept.increment()
                        meter.increment(by: 0.5)
                        sizes.record(index % 5)
                        Self.calls.counter(["route": "/\(index % 7)"], in: factory).increment()
                        if index % 500 == task { _ = registry.exposition() }
                    }
                }
            }
        }
        let text = registry.exposition()
        let total = tasks * updates
        #expect(registry.value(of: Self.calls, ["route": "/kept"]) == Double(total))
        let others = (0..<7).map { registry.value(of: Self.calls, ["route": "/\($0)"]) }
        #expect(others.reduce(0, +) == Double(total))
        #expect(text.contains("\nlevel \(total / 2)\n"))
        #expect(text.contains("\nsize_sum \(total * 2)\n"))
        #expect(text.contains("\nsize_bucket{le=\"1.0\"} \(total * 2 / 5)\n"))
    }
}
