/// What a radiology report says about the radiograph: its findings and its impression.
///
/// Understood are plain text with headings (MIMIC-CXR, `FINDINGS: …` a line), the `AbstractText` elements of Open-i and
/// plain text without headings. Where a section occurs more than once the last one with content counts, as in the
/// section parser of MIMIC-CXR; a joint section (`FINDINGS AND IMPRESSION`) counts as findings. De-identification marks
/// are removed, white space is tidied. Time grows with the length of the report only.
public struct ReportText: Sendable, Equatable {
    /// The findings section, nil where there is none with content.
    public let findings: String?
    /// The impression section (also called conclusion), nil where there is none with content.
    public let impression: String?
    /// The last paragraph, where there is neither of the two; nil where they exist or the report is empty.
    public let lastParagraph: String?

    /// Reads a whole report; any text has an answer, an empty one for a text without content.
    ///
    /// As last paragraph counts the last one that does not stand under a heading about something else than the
    /// radiograph (indication, comparison, technique and the like), or simply the last where all do.
    public init(_ report: String) {
        let blocks = OpenIAbstract.blocks(of: report) ?? ReportBlock.blocks(of: report)
        findings = Self.content(of: .findings, in: blocks)
        impression = Self.content(of: .impression, in: blocks)
        lastParagraph =
            findings == nil && impression == nil ? Self.lastParagraph(of: blocks) : nil
    }

    /// Findings and impression, or the last paragraph, separated by an empty line; empty for an empty report.
    public var text: String {
        [findings, impression, lastParagraph].compactMap { $0 }.joined(separator: "\n\n")
    }

    /// The sentences of `text` in order.
    public var sentences: [String] { SentenceSplitter.sentences(in: text) }

    private static func content(of subject: SectionSubject, in blocks: [ReportBlock]) -> String? {
        for block in blocks.reversed() where block.subject == subject {
            if let content = ReportTidying.tidy(block.content) { return content }
        }
        return nil
    }

    private static func lastParagraph(of blocks: [ReportBlock]) -> String? {
        var fallback: String?
        for paragraph in blocks.flatMap(\.paragraphs).reversed() {
            guard let content = ReportTidying.tidy(paragraph.content) else { continue }
            if paragraph.subject != .circumstances { return content }
            if fallback == nil { fallback = content }
        }
        return fallback
    }
}
