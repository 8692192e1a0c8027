import Datasets
import Evaluation

/// What a manifest holds, as lines of text.
struct ManifestSummary {
    /// What was left out, a table of the splits and a table of the labels.
    let text: String

    init(_ reading: DatasetReading) {
        let manifest = reading.manifest
        let tables = [Self.splits(manifest), Self.labels(manifest)].compactMap(\.self)
        text = ([Self.summary(reading.summary) + "\n"] + tables.map(\.plainText)).joined(separator: "\n")
    }

    private static func summary(_ summary: ReadingSummary) -> String {
        let examples = summary.skipped.map {
            "  \($0.reason.rawValue), for example: \($0.examples.prefix(3).joined(separator: "; "))"
        }
        return (["\(summary)"] + examples).joined(separator: "\n")
    }

    private static func splits(_ manifest: Manifest) -> ResultTable? {
        let rows = Split.allCases.map { split in
            let rows = manifest.rows(in: split)
            let numbers = [
                rows.count, Set(rows.map(\.patient)).count, Set(rows.map(\.study)).count,
                rows.count { $0.view == .frontal }, rows.count { $0.view == .lateral },
                rows.count { $0.findings != nil || $0.impression != nil || $0.text != nil },
            ]
            return [.text(split.rawValue)] + numbers.map(ResultTable.Cell.count)
        }
        let columns = ["Split", "Images", "Patients", "Studies", "Frontal", "Lateral", "With text"]
        return ResultTable(title: "What there is", columns: columns, rows: rows)
    }

    /// Nil where there are no labels.
    private static func labels(_ manifest: Manifest) -> ResultTable? {
        guard !manifest.labelNames.isEmpty else { return nil }
        let splits = Split.allCases.map { manifest.rows(in: $0) }
        let rows = manifest.labelNames.map { name in
            [.text(name)]
                + splits.map { rows in ResultTable.Cell.text(cell(rows.compactMap { $0.labels[name] })) }
        }
        return ResultTable(
            title: "Images with the finding, of those assessed for it",
            columns: ["Label"] + Split.allCases.map(\.rawValue),
            rows: rows
        )
    }

    private static func cell(_ states: [LabelState]) -> String {
        let uncertain = states.count { $0 == .uncertain }
        let assessed = "\(states.count { $0 == .present }) of \(states.count - uncertain)"
        return uncertain == 0 ? assessed : "\(assessed) (\(uncertain) uncertain)"
    }
}
