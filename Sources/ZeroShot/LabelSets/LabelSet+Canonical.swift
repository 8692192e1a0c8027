public import Foundation

extension LabelSet {
    private struct Content: Encodable {
        let description: String
        let labels: [Label]
        let descriptors: Descriptors?

        struct Descriptors: Encodable {
            let temperature: Double
        }
    }

    /// The set's content as JSON that is the same bytes for equal content, for storing and for digests.
    ///
    /// It holds the description and the labels with every prompt, keys sorted, no white space, UTF-8; name
    /// and version are left out, so that equal content under two names is equal.
    /// ``init(parsing:name:version:)`` reads it back.
    ///
    /// - Throws: ``LabelSetError/Reason/tooLarge(limit:received:)`` where templates make the text larger than what
    ///   is read back.
    public func canonicalJSON() throws(LabelSetError) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let content = Content(
            description: description,
            labels: labels,
            descriptors: descriptorTemperature.map(Content.Descriptors.init)
        )
        guard let text = try? encoder.encode(content) else { throw LabelSetError(.malformedJSON) }
        guard text.count <= LabelSetLimits.bytes else {
            throw LabelSetError(.tooLarge(limit: LabelSetLimits.bytes, received: text.count))
        }
        return text
    }
}
