/// A heading in a report: where it stands, its colon included, and what follows it.
struct SectionHeading {
    let range: Range<Int>
    let subject: SectionSubject

    /// More characters than this are not a heading.
    private static let maximumLength = 80

    /// The headings in order. A heading is
    /// - a line's beginning of upper-case letters, blanks and `()/,-&#` before a colon (the rule of MIMIC-CXR),
    /// - a known heading in any case at the beginning of a line before a colon,
    /// - a known heading in upper case within a line before a colon,
    /// - a known heading in upper case that fills a line.
    static func headings(in scalars: [Unicode.Scalar]) -> [SectionHeading] {
        var headings: [SectionHeading] = []
        // The run of heading characters that ends here, and whether it began its line.
        var runStart = 0
        var beginsLine = true
        for (index, scalar) in scalars.enumerated() {
            if isHeadingCharacter(scalar) { continue }
            if index - runStart <= maximumLength {
                let run = scalars[runStart..<index]
                let heading =
                    scalar == ":"
                    ? headingBeforeColon(run, beginsLine: beginsLine)
                    : isNewline(scalar) && beginsLine ? headingFillingLine(run) : nil
                if let heading { headings.append(heading) }
            }
            runStart = index + 1
            beginsLine = isNewline(scalar)
        }
        return headings
    }

    private static func headingBeforeColon(
        _ run: ArraySlice<Unicode.Scalar>,
        beginsLine: Bool
    ) -> SectionHeading? {
        let words = run.split(separator: " ")
        let end = run.endIndex + 1
        if beginsLine, let first = words.first {
            let name = Self.name(of: words[...])
            let subject = SectionSubject(heading: name.uppercased())
            let isCapitals = name.unicodeScalars.allSatisfy { !("a"..."z").contains($0) }
            let letters = name.unicodeScalars.filter { ("A"..."Z").contains($0) }.count
            if subject != nil || (isCapitals && letters >= 2) {
                return .init(range: first.startIndex..<end, subject: subject ?? .unknown)
            }
        }
        for count in stride(from: min(words.count, SectionSubject.maximumWords), to: 0, by: -1) {
            let tail = words.suffix(count)
            guard let start = tail.first?.startIndex, start > run.startIndex,
                let subject = SectionSubject(heading: name(of: tail))
            else { continue }
            return .init(range: start..<end, subject: subject)
        }
        return nil
    }

    private static func headingFillingLine(_ run: ArraySlice<Unicode.Scalar>) -> SectionHeading? {
        let words = run.split(separator: " ")
        guard let first = words.first, words.count <= SectionSubject.maximumWords,
            let subject = SectionSubject(heading: name(of: words[...]))
        else { return nil }
        return .init(range: first.startIndex..<run.endIndex, subject: subject)
    }

    private static func name(of words: ArraySlice<ArraySlice<Unicode.Scalar>>) -> String {
        words.map { String(scalars: $0) }.joined(separator: " ")
    }

    private static func isHeadingCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "A"..."Z", "a"..."z", " ", "(", ")", "/", ",", "-", "&", "#": true
        default: false
        }
    }

    private static func isNewline(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\n" || scalar == "\r"
    }
}
