/// The metrics that are described beforehand, by name.
///
/// A metric that is not here, such as a library's, is written all the same, with a name made valid and buckets of
/// its kind.
public struct MetricCatalogue: Sendable {
    /// In the order given.
    public let definitions: [MetricDefinition]
    private let byName: [String: MetricDefinition]

    /// Lists metrics; of two with one name the first counts.
    public init(_ definitions: [MetricDefinition]) {
        self.definitions = definitions
        byName = Dictionary(definitions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// What is said of the metric with this name.
    public subscript(name: String) -> MetricDefinition? {
        byName[name]
    }
}
