import Foundation
import ZeroShot

/// The answer of `GET /v1/label-sets`.
struct LabelSetsAnswer: Encodable, Sendable {
    let labelSets: [Summary]

    struct Summary: Encodable, Sendable {
        let name: String
        let version: Int
        let labels: Int
        let builtIn: Bool
        let createdAt: Date?
    }
}

/// One version of a label set with every prompt.
struct LabelSetAnswer: Encodable, Sendable {
    let name: String
    let version: Int
    let builtIn: Bool
    let createdAt: Date?
    let description: String
    /// Written only for a label set with descriptors.
    let descriptorTemperature: Double?
    let labels: [Label]

    init(_ entry: CatalogEntry) {
        name = entry.labelSet.name ?? ""
        version = entry.labelSet.version ?? 0
        builtIn = entry.isBuiltIn
        createdAt = entry.createdAt
        description = entry.labelSet.description
        descriptorTemperature = entry.labelSet.descriptorTemperature
        labels = entry.labelSet.labels
    }
}
