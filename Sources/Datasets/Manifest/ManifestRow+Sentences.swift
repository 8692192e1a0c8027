import Reports

extension ManifestRow {
    /// The report's sentences in order: of findings and impression, or of the text where there is neither.
    ///
    /// De-identification marks are gone, white space is tidied; empty where the row has no report.
    public func sentences() -> [String] {
        let sections = [findings, impression].compactMap { $0.flatMap(Self.tidied(section:)) }
        if sections.isEmpty { return text.map { ReportText($0).sentences } ?? [] }
        return sections.flatMap { SentenceSplitter.sentences(in: $0) }
    }

    /// A section whose boundaries are known, tidied as ``ReportText`` does; nil where nothing is left.
    ///
    /// As an element of Open-i's XML the section is kept whole: in plain text a heading within it, such as
    /// `LUNGS:`, would end it.
    static func tidied(section: String) -> String? {
        let escaped = section.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        return ReportText("<AbstractText Label=\"FINDINGS\">\(escaped)</AbstractText>").findings
    }
}
