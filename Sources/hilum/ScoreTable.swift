import Checkpoints
import Foundation
import Service

/// The scores of one image as lines of text in columns.
struct ScoreTable {
    /// The lines: the file, the headings, a line for each label, the warnings.
    let text: String

    private static let headings = [
        "label", "score", "positive", "negative", "calibrated probability", "operating point",
    ]

    init(_ image: ScoredImage) {
        let rows = [Self.headings] + image.scores.flatMap { [Self.cells($0)] + Self.signs($0) }
        let widths = Self.headings.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { cells in
            // Numbers stand below each other at their right, words at their left.
            let padded = zip(cells, widths).enumerated().map { column, cell in
                let blanks = String(repeating: " ", count: cell.1 - cell.0.count)
                return column == 0 || column == cells.count - 1 ? cell.0 + blanks : blanks + cell.0
            }
            return "  " + padded.joined(separator: "  ").trimmingTrailingBlanks
        }
        text = ([image.image] + lines + image.warnings.map { "  note: \($0)" }).joined(separator: "\n")
    }

    private static func cells(_ item: ScoreItem) -> [String] {
        let point = item.operatingPoint.map { point in
            String(
                format: "%@ %.4f (%@)",
                point.isAbove ? "above" : "below",
                point.softmax,
                point.criterion.rawValue
            )
        }
        return [
            item.label, number(item.softmax), number(item.positiveSimilarity),
            number(item.negativeSimilarity),
            item.probability.map { String(format: "%.3f", $0) } ?? "not calibrated", point ?? "–",
        ]
    }

    /// A line for each sign, or each model, that explains the score.
    private static func signs(_ item: ScoreItem) -> [[String]] {
        (item.descriptors ?? []).map {
            [
                "- \($0.descriptor)", number($0.softmax), number($0.positiveSimilarity),
                number($0.negativeSimilarity), "", "",
            ]
        }
            + (item.members ?? []).map { member in
                ["- \(member.model)"] + cells(member.score).dropFirst()
            }
    }

    private static func number(_ value: Float?) -> String {
        value.map { String(format: "%.4f", $0) } ?? "–"
    }
}

extension String {
    fileprivate var trimmingTrailingBlanks: String {
        String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)])
    }
}
