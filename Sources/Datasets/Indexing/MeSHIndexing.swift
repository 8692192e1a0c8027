import Foundation

/// Makes labels of the terms that the National Library of Medicine indexed the Open-i reports with.
///
/// The indexing is a list such as `Opacity/lung/base/left|Cardiomegaly/mild`: a heading and its qualifiers. A
/// label is present where one of its terms occurs, that is where a heading of the list is the term's and has
/// all the term's qualifiers; else it is absent, which here means not mentioned. A report that was not
/// indexed has no labels.
public struct MeSHIndexing: Sendable {
    /// A heading and the qualifiers it must have, lower case.
    private struct Term: Sendable {
        let qualifiers: Set<String>
        let label: String
    }

    /// The label that is present in a study indexed as normal and absent in others.
    public static let noFinding = "No Finding"

    /// The labels in alphabetical order, ``noFinding`` last.
    public let labelNames: [String]
    private let terms: [String: [Term]]
    private let normal: String
    private let notIndexed: String

    /// The project's labels for Open-i (`Resources/openi-labels.json`).
    public static func openI() throws(DatasetError) -> MeSHIndexing {
        try MeSHIndexing(json: Data(PackageResources.openi_labels_json), file: "openi-labels.json")
    }

    /// Reads a mapping: `normal` and `notIndexed`, the terms of a normal and of an unindexed report, and
    /// `labels`, an object of label names with the terms that make them.
    init(json: Data, file: String) throws(DatasetError) {
        let mapping = try JSONReading.decode(Mapping.self, from: json, file: file)
        normal = mapping.normal
        notIndexed = mapping.notIndexed
        labelNames = mapping.labels.keys.sorted() + [Self.noFinding]
        var terms: [String: [Term]] = [:]
        for (label, texts) in mapping.labels {
            for parts in texts.map(Self.parts) {
                terms[parts[0], default: []].append(.init(qualifiers: Set(parts.dropFirst()), label: label))
            }
        }
        self.terms = terms
    }

    /// The labels of an indexing; none for an empty one and for a report that was not indexed.
    public func labels(of indexing: String) -> [String: LabelState] {
        let headings = indexing.split(separator: "|").map { Self.parts(of: $0) }.filter { $0 != [""] }
        guard !headings.isEmpty, headings != [[notIndexed]] else { return [:] }
        var labels: [String: LabelState] = [:]
        for name in labelNames { labels[name] = .absent }
        if headings == [[normal]] { labels[Self.noFinding] = .present }
        for heading in headings {
            let qualifiers = heading.dropFirst()
            for term in terms[heading[0]] ?? [] where term.qualifiers.isSubset(of: qualifiers) {
                labels[term.label] = .present
            }
        }
        return labels
    }

    /// Heading and qualifiers, lower case, white space as single blanks: the published terms vary in both.
    private static func parts(of term: some StringProtocol) -> [String] {
        term.lowercased().split(separator: "/", omittingEmptySubsequences: false).map { part in
            part.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
    }

    private struct Mapping: Decodable {
        let normal: String
        let notIndexed: String
        let labels: [String: [String]]
    }
}
