/// Prometheus' text format 0.0.4 ("Exposition formats" in Prometheus' documentation).
struct PrometheusText {
    private enum Value {
        case number(Double)
        case histogram(bounds: [Double], HistogramSeries.Content)
    }

    private struct Block {
        let definition: MetricDefinition
        var series: [String: Value] = [:]
    }

    private(set) var text = ""

    /// Metrics without a series are left out; a reading of a series that a family has too replaces it.
    static func write(_ families: [MetricFamily], _ readings: [MetricReading]) -> String {
        var blocks: [String: Block] = [:]
        for family in families {
            var block = Block(definition: family.definition)
            for (labels, series) in family.all() { block.series[pairs(labels)] = value(of: series) }
            blocks[family.definition.name] = block
        }
        for reading in readings {
            let definition = reading.definition
            if case .histogram = definition.kind { continue }
            let block = blocks[definition.name] ?? Block(definition: definition)
            guard block.definition.kind == definition.kind else { continue }
            blocks[definition.name] = block
            let labels = pairs(SeriesLabels(reading.labels.map { ($0, $1) }))
            blocks[definition.name]?.series[labels] = .number(reading.value)
        }
        var output = PrometheusText()
        for (_, block) in blocks.sorted(by: { $0.key < $1.key }) where !block.series.isEmpty {
            output.append(block)
        }
        return output.text
    }

    private static func value(of series: MetricFamily.Series) -> Value {
        switch series {
        case .counter(let series): .number(series.value)
        case .gauge(let series): .number(series.value)
        case .histogram(let series): .histogram(bounds: series.bounds, series.content)
        }
    }

    private mutating func append(_ block: Block) {
        let name = block.definition.name
        text += "# HELP \(name) \(Self.escaped(block.definition.help, quotes: false))\n"
        text += "# TYPE \(name) \(block.definition.typeName)\n"
        for (labels, value) in block.series.sorted(by: { $0.key < $1.key }) {
            switch value {
            case .number(let number): line(name, labels, Self.number(number))
            case .histogram(let bounds, let content): histogram(name, labels, bounds, content)
            }
        }
    }

    private mutating func histogram(
        _ name: String,
        _ labels: String,
        _ bounds: [Double],
        _ content: HistogramSeries.Content
    ) {
        var cumulative: UInt64 = 0
        let lead = labels.isEmpty ? "" : "\(labels),"
        for (bound, count) in zip(bounds.map { "\($0)" } + ["+Inf"], content.counts) {
            cumulative &+= count
            line("\(name)_bucket", "\(lead)le=\"\(bound)\"", "\(cumulative)")
        }
        line("\(name)_sum", labels, Self.number(content.sum))
        line("\(name)_count", labels, "\(cumulative)")
    }

    private mutating func line(_ name: String, _ labels: String, _ value: String) {
        text += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }

    private static func pairs(_ labels: SeriesLabels) -> String {
        labels.pairs.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }.joined(separator: ",")
    }

    /// Backslashes and line feeds, in label values quotes too, as the format says; other control characters, which
    /// no reader agrees on, become U+FFFD.
    private static func escaped(_ value: String, quotes: Bool) -> String {
        var result = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            case "\u{0}"..<"\u{20}", "\u{7F}": result.unicodeScalars.append("\u{FFFD}")
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Whole numbers without a point; the format's own words for what is no finite number.
    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 { return "\(whole)" }
        return "\(value)"
    }
}
