import Foundation
import Synchronization

/// Counters and histograms of the service, written in Prometheus' text format 0.0.4.
///
/// No label ever holds what a client sent: routes are patterns, codes are ours.
public final class Metrics: Sendable {
    enum Counter: String, CaseIterable {
        case requests = "hilum_requests_total"
        case refusals = "hilum_rejected_total"
        case decodeFailures = "hilum_decode_failures_total"
        case promptSets = "hilum_prompt_sets_total"
        case promptsEncoded = "hilum_prompts_encoded_total"
        case imagesEncoded = "hilum_images_encoded_total"

        var help: String {
            switch self {
            case .requests: "Answers by route and status code."
            case .refusals: "Requests refused for want of capacity, by problem code."
            case .decodeFailures: "Images that could not be decoded, by problem code."
            case .promptSets: "Label sets asked for, by where their prompt embeddings came from."
            case .promptsEncoded: "Prompts that went through the text encoder."
            case .imagesEncoded: "Images that went through the image encoder."
            }
        }
    }

    enum Distribution: String, CaseIterable {
        case requestSeconds = "hilum_request_seconds"
        case stageSeconds = "hilum_stage_seconds"
        case imageBatchSize = "hilum_image_batch_size"

        /// Upper bounds: seconds from one millisecond to half a minute, or items, doubling.
        var bounds: [Double] {
            switch self {
            case .requestSeconds, .stageSeconds: (0..<16).map { 0.001 * Double(1 << $0) }
            case .imageBatchSize: (0..<6).map { Double(1 << $0) }
            }
        }

        var help: String {
            switch self {
            case .requestSeconds: "From a request's first byte to its answer, by route."
            case .stageSeconds: "Time in one stage of a request: decode, queue or encode."
            case .imageBatchSize: "Images that were encoded together; the count is that of the batches."
            }
        }
    }

    /// A number that another part of the process keeps, read when metrics are asked for.
    public struct Reading: Sendable {
        /// How a number behaves over time.
        public enum Kind: String, Sendable {
            /// Only grows.
            case counter
            /// Goes up and down.
            case gauge
        }

        let name: String
        let help: String
        let kind: Kind
        let value: Int

        /// Names a number; a counter's name ends in `_total`.
        public init(_ name: String, _ kind: Kind, help: String, value: Int) {
            self.name = name
            self.kind = kind
            self.help = help
            self.value = value
        }
    }

    private struct Series: Hashable {
        let metric: String
        let labels: [String: String]
    }

    private struct Histogram {
        let bounds: [Double]
        var counts: [Int]
        var sum = 0.0

        init(bounds: [Double]) {
            self.bounds = bounds
            counts = [Int](repeating: 0, count: bounds.count + 1)
        }

        mutating func add(_ value: Double) {
            counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
            sum += value
        }
    }

    private struct State {
        var counters: [Series: Int] = [:]
        var histograms: [Series: Histogram] = [:]
    }

    private let state = Mutex(State())

    /// Nothing counted yet.
    public init() {}

    func count(_ counter: Counter, _ labels: [String: String] = [:], by amount: Int = 1) {
        state.withLock { $0.counters[Series(metric: counter.rawValue, labels: labels), default: 0] += amount }
    }

    func observe(_ distribution: Distribution, _ labels: [String: String], _ duration: Duration) {
        observe(distribution, labels, duration / .seconds(1))
    }

    func observe(_ distribution: Distribution, _ items: Int) {
        observe(distribution, [:], Double(items))
    }

    private func observe(_ distribution: Distribution, _ labels: [String: String], _ value: Double) {
        let series = Series(metric: distribution.rawValue, labels: labels)
        state.withLock {
            $0.histograms[series, default: Histogram(bounds: distribution.bounds)].add(value)
        }
    }

    /// The value of a counter so far.
    func value(of counter: Counter, _ labels: [String: String] = [:]) -> Int {
        state.withLock { $0.counters[Series(metric: counter.rawValue, labels: labels)] ?? 0 }
    }

    /// Everything in Prometheus' text format.
    func exposition(readings: [Reading]) -> String {
        let (counters, histograms) = state.withLock { ($0.counters, $0.histograms) }
        var lines: [String] = []
        for counter in Counter.allCases {
            lines += Self.header(counter.rawValue, counter.help, "counter")
            let series = counters.filter { $0.key.metric == counter.rawValue }
            lines += series.map { "\(counter.rawValue)\(Self.braces($0.key.labels)) \($0.value)" }.sorted()
        }
        for distribution in Distribution.allCases {
            lines += Self.header(distribution.rawValue, distribution.help, "histogram")
            let series = histograms.filter { $0.key.metric == distribution.rawValue }
            for (key, histogram) in series.sorted(by: {
                Self.braces($0.key.labels) < Self.braces($1.key.labels)
            }) {
                lines += Self.lines(distribution.rawValue, key.labels, histogram)
            }
        }
        for reading in readings {
            lines += Self.header(reading.name, reading.help, reading.kind.rawValue)
            lines.append("\(reading.name) \(reading.value)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func header(_ name: String, _ help: String, _ kind: String) -> [String] {
        ["# HELP \(name) \(help)", "# TYPE \(name) \(kind)"]
    }

    private static func lines(
        _ name: String,
        _ labels: [String: String],
        _ histogram: Histogram
    ) -> [String] {
        var cumulative = 0
        var lines: [String] = []
        for (bound, count) in zip(histogram.bounds.map { "\($0)" } + ["+Inf"], histogram.counts) {
            cumulative += count
            lines.append(
                "\(name)_bucket\(braces(labels.merging(["le": bound]) { _, new in new })) \(cumulative)"
            )
        }
        return lines + [
            "\(name)_sum\(braces(labels)) \(histogram.sum)", "\(name)_count\(braces(labels)) \(cumulative)",
        ]
    }

    private static func braces(_ labels: [String: String]) -> String {
        guard !labels.isEmpty else { return "" }
        let pairs = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\($0.value)\"" }
        return "{\(pairs.joined(separator: ","))}"
    }
}
