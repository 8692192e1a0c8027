import CoreMetrics
import Foundation
import Observability
import Testing

/// The expected texts are written by hand from Prometheus' "Exposition formats".
@Suite struct ExpositionTests {
    private static let sunk = CounterMetric("ships_sunk_total", labels: ["sea"], help: "Ships.")
    private static let depth = GaugeMetric("depth", help: "Fathoms.")
    private static let wait = HistogramMetric(
        "wait_seconds",
        unit: .seconds,
        labels: ["port"],
        bounds: [0.5, 1, 2.5],
        help: "Wait."
    )

    private let registry = PrometheusRegistry(
        MetricCatalogue([Self.sunk.definition, Self.depth.definition, Self.wait.definition])
    )
    private let refusals = """
        # HELP hilum_metrics_refused_total Times that a series of a metric was asked for and not kept, by reason.
        # TYPE hilum_metrics_refused_total counter
        hilum_metrics_refused_total{reason="kind"} 0
        hilum_metrics_refused_total{reason="labels"} 0
        hilum_metrics_refused_total{reason="metrics"} 0
        hilum_metrics_refused_total{reason="series"} 0

        """
    private var factory: PrometheusMetricsFactory { PrometheusMetricsFactory(registry) }

    @Test func writesSortedMetricsAndSeries() {
        Self.sunk.counter(["sea": "north"], in: factory).increment(by: 2)
        Self.sunk.counter(["sea": "baltic"], in: factory).increment()
        Self.depth.meter(in: factory).set(-1.5)
        let expected =
            """
            # HELP depth Fathoms.
            # TYPE depth gauge
            depth -1.5

            """ + refusals + """
                # HELP ships_sunk_total Ships.
                # TYPE ships_sunk_total counter
                ships_sunk_total{sea="baltic"} 1
                ships_sunk_total{sea="north"} 2

                """
        #expect(registry.exposition() == expected)
    }

    @Test func writesAHistogramCumulatively() {
        let port = Self.wait.recorder(["port": "kiel"], in: factory)
        for value in [0.5, 0.25, 1.5, 2.5, 40] { port.record(value) }
        let expected =
            refusals + """
                # HELP wait_seconds Wait.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{port="kiel",le="0.5"} 2
                wait_seconds_bucket{port="kiel",le="1.0"} 2
                wait_seconds_bucket{port="kiel",le="2.5"} 4
                wait_seconds_bucket{port="kiel",le="+Inf"} 5
                wait_seconds_sum{port="kiel"} 44.75
                wait_seconds_count{port="kiel"} 5

                """
        #expect(registry.exposition() == expected)
    }

    @Test func leavesOutMetricsWithoutASeries() {
        #expect(registry.exposition() == refusals)
    }

    @Test func writesUnlabelledCountersAndHistogramsFromTheStart() {
        let none = CounterMetric("none_total", help: "None.")
        let sizes = HistogramMetric("size", bounds: [1], help: "Sizes.")
        let text = PrometheusRegistry(MetricCatalogue([none.definition, sizes.definition])).exposition()
        #expect(text.contains("\nnone_total 0\n"))
        #expect(
            text.contains(
                "\nsize_bucket{le=\"1.0\"} 0\nsize_bucket{le=\"+Inf\"} 0\nsize_sum 0\nsize_count 0\n"
            )
        )
    }

    @Test(arguments: [
        (#"C:\DIR"#, #"C:\\DIR"#), ("two\nlines", #"two\nlines"#), (#"say "no""#, #"say \"no\""#),
        ("Größe 🚢", "Größe 🚢"), ("a\u{0}b\rc", "a\u{FFFD}b\u{FFFD}c"), ("", ""),
        ("} 1\nfake_total 2", #"} 1\nfake_total 2"#),
    ])
    func escapesLabelValues(value: String, written: String) {
        Self.sunk.counter(["sea": value], in: factory).increment()
        #expect(registry.exposition().contains("ships_sunk_total{sea=\"\(written)\"} 1\n"))
    }

    @Test func escapesHelpButNotItsQuotes() {
        let odd = GaugeMetric("odd", help: "A \"b\" \\ c\nd.")
        let text = registry.exposition([MetricReading(odd, [:], 1)])
        #expect(text.contains(#"# HELP odd A "b" \\ c\nd."# + "\n"))
    }

    @Test func cutsVeryLongLabelValues() {
        Self.sunk.counter(["sea": String(repeating: "x", count: 5_000)], in: factory).increment()
        let longest = registry.exposition().split(separator: "\n").map(\.utf8.count).max() ?? 0
        #expect(longest < 320)
    }

    @Test(arguments: [
        (0.1, "0.1"), (3, "3"), (-2, "-2"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
        (1e-7, "1e-07"), (1e300, "1e+300"), (9_007_199_254_740_991, "9007199254740991"), (-0.0, "0"),
    ])
    func writesNumbers(value: Double, written: String) {
        Self.depth.meter(in: factory).set(value)
        #expect(registry.exposition().contains("\ndepth \(written)\n"))
    }

    @Test func mergesReadingsWithTheRest() {
        Self.sunk.counter(["sea": "north"], in: factory).increment(by: 2)
        let text = registry.exposition([
            MetricReading(Self.sunk, ["sea": "south"], 7),
            MetricReading(Self.depth, [:], 4),
            MetricReading(Self.wait.definition, ["port": "kiel"], 1),
        ])
        #expect(text.contains("ships_sunk_total{sea=\"north\"} 2\nships_sunk_total{sea=\"south\"} 7\n"))
        #expect(text.contains("# TYPE depth gauge\ndepth 4\n"))
        #expect(!text.contains("wait_seconds"))
        #expect(text.components(separatedBy: "# TYPE ships_sunk_total").count == 2)
    }

    @Test(.enabled(if: Promtool.isThere, Comment(rawValue: Promtool.hint)))
    func promtoolAcceptsEverythingWeDeclare() throws {
        let registry = PrometheusRegistry(.hilum)
        let factory = PrometheusMetricsFactory(registry)
        CounterMetric.requests.counter(["route": "/v1/score", "code": "200"], in: factory).increment()
        HistogramMetric.stageSeconds.timer(["stage": "decode"], in: factory).recordMilliseconds(3)
        HistogramMetric.requestSeconds.timer(["route": "/v1/score"], in: factory).recordMilliseconds(5)
        let gauges = MetricCatalogue.hilum.definitions.filter { $0.kind == .gauge || $0.kind == .counter }
        let readings = gauges.map { definition in
            let labels = Dictionary(uniqueKeysWithValues: definition.labels.map { ($0, "a\"b\\c\nd}") })
            return MetricReading(definition, labels, 1)
        }
        let outcome = try Promtool.run(["check", "metrics"], input: registry.exposition(readings))
        #expect(outcome.status == 0, "\(outcome.text)")
        #expect(outcome.text.isEmpty)
    }

    @Test(.enabled(if: Promtool.isThere, Comment(rawValue: Promtool.hint)))
    func promtoolParsesWhatLibrariesMake() throws {
        for label in [
            "", "9 lives", "http.server-requests", "größe", "x_total_total", "le",
            String(repeating: "y", count: 999),
        ] {
            let dimensions = [("le", "1"), ("__name__", "x"), ("", "\u{0}\"\\\n"), ("a b", "c")]
            Counter(label: label, dimensions: dimensions, factory: factory).increment()
            Recorder(label: label + "r", dimensions: dimensions, factory: factory).record(3)
            CoreMetrics.Timer(label: label + "t", dimensions: dimensions, factory: factory).recordSeconds(3)
            Gauge(label: label + "g", dimensions: dimensions, factory: factory).record(3)
        }
        let outcome = try Promtool.run(["check", "metrics"], input: registry.exposition())
        // 3: it has read everything and does not like a name.
        #expect(outcome.status == 0 || outcome.status == 3, "\(outcome.text)")
        #expect(!outcome.text.contains("error while linting"), "\(outcome.text)")
    }
}
