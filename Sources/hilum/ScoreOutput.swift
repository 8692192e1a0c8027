import Foundation
import ZeroShot

/// The scores of one image file.
struct ScoredImage: Encodable {
    struct Item: Encodable {
        let label: String
        let positiveSimilarity: Float?
        let negativeSimilarity: Float?
        let softmax: Float
    }

    let image: String
    let scores: [Item]
    let warnings: [String]
    let intendedUse = "research"

    private enum CodingKeys: CodingKey {
        case image, scores, warnings, intendedUse
    }

    init(image: String, scores: [LabelScore], warnings: [String]) {
        self.image = image
        self.scores = scores.map {
            Item(
                label: $0.label,
                positiveSimilarity: $0.positiveSimilarity,
                negativeSimilarity: $0.negativeSimilarity,
                softmax: $0.softmax
            )
        }
        self.warnings = warnings
    }
}

/// Writes scores to standard output.
struct ScoreOutput {
    enum Format {
        case table, json, csv
    }

    let format: Format

    func writeHeader() {
        if format == .csv { print("image,label,positiveSimilarity,negativeSimilarity,softmax") }
    }

    func write(_ image: ScoredImage) {
        switch format {
        case .table: writeTable(image)
        case .json: writeJSON(image)
        case .csv: writeRows(image)
        }
    }

    func writeFooter() {
        guard format == .table else { return }
        print("For research use only. The score is a softmax of two cosines, not a probability.")
    }

    private func writeTable(_ image: ScoredImage) {
        let width = (image.scores.map(\.label.count) + [5]).max() ?? 5
        func row(_ label: String, _ score: String, _ positive: String, _ negative: String) {
            let name = label.padding(toLength: width, withPad: " ", startingAt: 0)
            print("  \(name)  \(Self.right(score))  \(Self.right(positive))  \(Self.right(negative))")
        }
        print(image.image)
        row("label", "score", "positive", "negative")
        for item in image.scores {
            row(
                item.label,
                Self.text(item.softmax),
                Self.text(item.positiveSimilarity),
                Self.text(item.negativeSimilarity)
            )
        }
        for warning in image.warnings { print("  note: \(warning)") }
    }

    private func writeJSON(_ image: ScoredImage) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if let line = try? encoder.encode(image) { print(String(decoding: line, as: UTF8.self)) }
    }

    private func writeRows(_ image: ScoredImage) {
        for item in image.scores {
            let numbers = [item.positiveSimilarity, item.negativeSimilarity, item.softmax].map {
                $0.map { "\($0)" } ?? ""
            }
            print(([image.image, item.label].map(Self.quoted) + numbers).joined(separator: ","))
        }
    }

    private static func text(_ value: Float?) -> String {
        value.map { String(format: "%.4f", $0) } ?? "–"
    }

    private static func right(_ text: String) -> String {
        String(repeating: " ", count: max(0, 9 - text.count)) + text
    }

    /// A field of CSV (RFC 4180 section 2).
    private static func quoted(_ field: String) -> String {
        guard field.contains(where: { ",\"\r\n".contains($0) }) else { return field }
        return "\"\(field.replacing("\"", with: "\"\""))\""
    }
}
