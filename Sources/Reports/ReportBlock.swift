/// A heading's subject and the text that follows up to the next heading.
struct ReportBlock {
    let subject: SectionSubject
    let content: ArraySlice<Unicode.Scalar>

    /// The report cut at its headings; the text before the first one has an unknown subject.
    static func blocks(of report: String) -> [ReportBlock] {
        let scalars = Array(report.unicodeScalars)
        var blocks: [ReportBlock] = []
        var subject = SectionSubject.unknown
        var start = 0
        for heading in SectionHeading.headings(in: scalars) {
            blocks.append(.init(subject: subject, content: scalars[start..<heading.range.lowerBound]))
            subject = heading.subject
            start = heading.range.upperBound
        }
        blocks.append(.init(subject: subject, content: scalars[start...]))
        return blocks
    }

    /// The content cut at empty lines; only the first paragraph stands under the heading.
    var paragraphs: [ReportBlock] {
        var paragraphs: [ReportBlock] = []
        var start = content.startIndex
        var index = start
        while index < content.endIndex {
            var end = index
            var newlines = 0
            while end < content.endIndex, content[end].isBlank {
                if content[end] == "\n" { newlines += 1 }
                end += 1
            }
            // White space before the first word belongs to the heading: MIMIC-CXR puts an empty line there.
            let isBreak = newlines >= 2 && index > start
            if isBreak {
                paragraphs.append(
                    .init(subject: paragraphs.isEmpty ? subject : .unknown, content: content[start..<index])
                )
            }
            if isBreak || index == start { start = end }
            index = max(end, index + 1)
        }
        if start < content.endIndex {
            paragraphs.append(
                .init(subject: paragraphs.isEmpty ? subject : .unknown, content: content[start...])
            )
        }
        return paragraphs
    }
}
