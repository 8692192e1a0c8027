/// Names as Prometheus' data model allows them.
enum PrometheusName {
    /// A metric's name for what a library called `text`: letters, digits and underscores, the unit and `_total`
    /// at the end as the kind asks, and no ending that a histogram's lines would have.
    static func metric(_ text: String, _ kind: MetricDefinition.Kind, unit: MetricDefinition.Unit?) -> String
    {
        var name = valid(text)
        var ending: String?
        repeat {
            ending = ["_total", "_bucket", "_sum", "_count"].first { name.hasSuffix($0) }
            name.removeLast(ending?.count ?? 0)
        } while ending != nil
        if name.allSatisfy({ $0 == "_" }) { name = "unnamed" }
        if let unit, !name.hasSuffix("_\(unit.rawValue)") { name += "_\(unit.rawValue)" }
        return kind == .counter ? name + "_total" : name
    }

    /// A label's name for `text`; `le` and names with two leading underscores belong to Prometheus.
    static func label(_ text: String) -> String {
        let name = valid(text)
        if name == "le" || name == "quantile" { return name + "_" }
        return name.hasPrefix("__") ? "label" + name : name
    }

    private static let longest = 200

    private static func valid(_ text: String) -> String {
        let bytes = text.utf8.prefix(longest)
        guard let first = bytes.first else { return "_" }
        if bytes.count == text.utf8.count, !isDigit(first), bytes.allSatisfy(isAllowed) { return text }
        let allowed = bytes.map { isAllowed($0) ? $0 : UInt8(ascii: "_") }
        return (isDigit(first) ? "_" : "") + String(decoding: allowed, as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
            true
        default: isDigit(byte)
        }
    }
}
