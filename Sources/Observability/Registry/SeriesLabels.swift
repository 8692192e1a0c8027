/// What tells one series of a metric from another: label names with their values, sorted by name.
struct SeriesLabels: Hashable, Sendable {
    struct Pair: Hashable, Sendable {
        let name: String
        let value: String
    }

    /// Stands for all series beyond the bound.
    static let overflow = SeriesLabels([("overflow", "true")])

    let pairs: [Pair]

    /// Makes names valid and cuts values that are very long; of two labels with one name the last counts.
    init(_ dimensions: [(String, String)]) {
        var pairs: [Pair] = []
        pairs.reserveCapacity(dimensions.count)
        for (name, value) in dimensions {
            let pair = Pair(name: PrometheusName.label(name), value: Self.bounded(value))
            let place = pairs.firstIndex { $0.name >= pair.name } ?? pairs.endIndex
            if place < pairs.endIndex, pairs[place].name == pair.name {
                pairs[place] = pair
            } else {
                pairs.insert(pair, at: place)
            }
        }
        self.pairs = pairs
    }

    private static let longestValue = 256

    private static func bounded(_ value: String) -> String {
        value.utf8.count <= longestValue
            ? value : String(decoding: value.utf8.prefix(longestValue), as: UTF8.self)
    }
}
