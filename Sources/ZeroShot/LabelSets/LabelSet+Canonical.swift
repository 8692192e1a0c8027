public import Foundation

extension LabelSet {
    private struct Content: Encodable {
        let description: String
        let labels: [Label]
    }

    /// The set's content as JSON that is the same bytes for equal content, for storing and for digests.
    ///
    /// It holds the description and the labels with every prompt, keys sorted, no white space, UTF-8; name
    /// and version are left out, so that equal content under two names is equal.
    /// ``init(parsing:name:version:)`` reads it back.
    ///
    /// - Throws: ``LabelSetError/Reason/malformedJSON`` never in practice: all values are strings.
    public func canonicalJSON() throws(LabelSetError) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return try encoder.encode(Content(description: description, labels: labels))
        } catch {
            throw LabelSetError(.malformedJSON)
        }
    }
}
