/// A table of figures that prints as aligned text and as Markdown and encodes to JSON with all digits.
public struct ResultTable: Encodable, Sendable, Equatable {
    /// One entry of a table.
    public enum Cell: Sendable, Equatable {
        /// Words, to the left.
        case text(String)
        /// A whole number.
        case count(Int)
        /// A number and how many decimals are shown, 0 to 15.
        case number(Double, decimals: Int)
        /// A figure with its interval and how many decimals are shown.
        case estimate(Estimate, decimals: Int)
        /// A mean and its deviation over runs and how many decimals are shown.
        case summary(SeedSummary, decimals: Int)
        /// Nothing known, shown as a dash.
        case missing
    }

    /// What the table shows.
    public let title: String
    /// The names of the columns.
    public let columns: [String]
    /// The rows, each with one cell per column.
    public let rows: [[Cell]]

    /// Puts a table together; short rows are filled with `missing`, cells beyond the columns are dropped.
    public init(title: String, columns: [String], rows: [[Cell]]) {
        self.title = title
        self.columns = columns
        self.rows = rows.map { row in
            columns.indices.map { row.indices.contains($0) ? row[$0] : .missing }
        }
    }

    /// The title, a blank line, and the columns aligned by blanks; words to the left, numbers to the right.
    public var plainText: String {
        let lines = table.map { row in
            zip(row, widths).enumerated()
                .map { column, cell in aligned(cell.0, width: cell.1, column: column) }
                .joined(separator: "  ")
        }
        let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
        return ([title, "", lines[0].trimmedAtEnd, rule] + lines.dropFirst().map(\.trimmedAtEnd))
            .joined(separator: "\n") + "\n"
    }

    /// The title as a bold line and a Markdown table.
    public var markdown: String {
        let lines = table.map { row in
            "| " + row.map(\.escapedForMarkdown).joined(separator: " | ") + " |"
        }
        let rule = columns.indices.map { isNumeric($0) ? "---:" : "---" }.joined(separator: " | ")
        return (["**\(title.escapedForMarkdown)**", "", lines[0], "| \(rule) |"] + lines.dropFirst())
            .joined(separator: "\n") + "\n"
    }

    private var table: [[String]] { [columns] + rows.map { $0.map(\.text) } }

    private var widths: [Int] {
        columns.indices.map { column in table.map { $0[column].count }.max() ?? 0 }
    }

    private func isNumeric(_ column: Int) -> Bool {
        !rows.contains { row in
            if case .text = row[column] { true } else { false }
        }
    }

    private func aligned(_ text: String, width: Int, column: Int) -> String {
        let filling = String(repeating: " ", count: width - text.count)
        return isNumeric(column) ? filling + text : text + filling
    }
}

extension ResultTable.Cell: Encodable {
    private enum Key: String, CodingKey {
        case value, lower, upper, mean, deviation, count
    }

    /// The cell as shown: words, numbers rounded to their decimals, "–" for nothing.
    public var text: String {
        switch self {
        case .text(let text): text
        case .count(let count): String(count)
        case .number(let value, let decimals): value.fixed(decimals)
        case .estimate(let estimate, let decimals):
            estimate.value.fixed(decimals)
                + (estimate.interval.map { " (\($0.lower.fixed(decimals))–\($0.upper.fixed(decimals)))" }
                    ?? "")
        case .summary(let summary, let decimals):
            summary.mean.fixed(decimals) + (summary.deviation.map { " ± \($0.fixed(decimals))" } ?? "")
        case .missing: "–"
        }
    }

    /// Writes words and numbers as they are, estimates and summaries as objects, nothing as null.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .text(let text): try text.encode(to: encoder)
        case .count(let count): try count.encode(to: encoder)
        case .number(let value, _): try value.encode(to: encoder)
        case .missing:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .estimate(let estimate, _):
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(estimate.value, forKey: .value)
            try container.encodeIfPresent(estimate.interval?.lower, forKey: .lower)
            try container.encodeIfPresent(estimate.interval?.upper, forKey: .upper)
        case .summary(let summary, _):
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(summary.mean, forKey: .mean)
            try container.encodeIfPresent(summary.deviation, forKey: .deviation)
            try container.encode(summary.count, forKey: .count)
        }
    }
}

extension String {
    fileprivate var escapedForMarkdown: String {
        split(whereSeparator: \.isNewline).joined(separator: " ").split(
            separator: "|",
            omittingEmptySubsequences: false
        )
        .joined(separator: "\\|")
    }

    fileprivate var trimmedAtEnd: String {
        var text = Substring(self)
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
