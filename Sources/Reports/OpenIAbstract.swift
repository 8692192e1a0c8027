/// The sections of an Open-i report: `<AbstractText Label="FINDINGS">…</AbstractText>`.
enum OpenIAbstract {
    private static let opening = Array("<AbstractText".unicodeScalars)
    private static let closing = Array("</AbstractText".unicodeScalars)
    private static let label = Array("Label=".unicodeScalars)

    /// The labelled sections in order; nil where the text has no `AbstractText` element.
    static func blocks(of report: String) -> [ReportBlock]? {
        let scalars = Array(report.unicodeScalars)
        var blocks: [ReportBlock] = []
        var index = 0
        while let element = position(of: opening, in: scalars, from: index) {
            let tagStart = element + opening.count
            guard let tagEnd = position(of: [">"], in: scalars, from: tagStart) else { break }
            index = tagEnd + 1
            if scalars[tagEnd - 1] == "/" { continue }
            let end = position(of: closing, in: scalars, from: index) ?? scalars.count
            let name = labelValue(in: scalars[tagStart..<tagEnd]).uppercased()
            blocks.append(
                .init(
                    subject: SectionSubject(heading: name) ?? .unknown,
                    content: unescaped(scalars[index..<end])[...]
                )
            )
            index = end
        }
        return index == 0 ? nil : blocks
    }

    private static func position(of text: [Unicode.Scalar], in scalars: [Unicode.Scalar], from start: Int)
        -> Int?
    {
        var index = start
        while index + text.count <= scalars.count {
            if scalars[index] == text[0], scalars[index..<(index + text.count)].elementsEqual(text) {
                return index
            }
            index += 1
        }
        return nil
    }

    private static func labelValue(in tag: ArraySlice<Unicode.Scalar>) -> String {
        var rest = tag
        while !rest.isEmpty, !rest.starts(with: label) { rest = rest.dropFirst() }
        rest = rest.dropFirst(label.count)
        guard let quote = rest.first, quote == "\"" || quote == "'" else { return "" }
        return String(scalars: rest.dropFirst().prefix { $0 != quote })
    }

    /// The text with the five entities of XML and numeric character references replaced (XML 1.0, sections 4.1, 4.6).
    private static func unescaped(_ text: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        var index = text.startIndex
        while index < text.endIndex {
            let reference = text[index...].prefix(12)
            if text[index] == "&", let end = reference.firstIndex(of: ";"),
                let scalar = character(of: text[(index + 1)..<end])
            {
                result.append(scalar)
                index = end + 1
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }

    private static func character(of reference: ArraySlice<Unicode.Scalar>) -> Unicode.Scalar? {
        switch String(scalars: reference) {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        case let number where number.hasPrefix("#x"):
            return UInt32(number.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
        case let number where number.hasPrefix("#"):
            return UInt32(number.dropFirst()).flatMap(Unicode.Scalar.init)
        default: return nil
        }
    }
}
