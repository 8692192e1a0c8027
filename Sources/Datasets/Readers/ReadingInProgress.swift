import Foundation

/// The rows that a reader has gathered, and those that it has left out.
struct ReadingInProgress {
    private static let exampleCount = 10

    private var rows: [ManifestRow] = []
    private var counts: [SkipReason: Int] = [:]
    private var examples: [SkipReason: [String]] = [:]

    /// Adds a row that has a text or labels.
    mutating func add(_ row: ManifestRow, from origin: @autoclosure () -> String) {
        let isKnown =
            !row.labels.isEmpty || row.findings != nil || row.impression != nil || row.text != nil
        if isKnown {
            rows.append(row)
        } else {
            skip(.nothingKnown, origin())
        }
    }

    /// Leaves out a row of a published file.
    mutating func skip(_ reason: SkipReason, _ origin: @autoclosure () -> String) {
        counts[reason, default: 0] += 1
        if examples[reason, default: []].count < Self.exampleCount {
            examples[reason, default: []].append(origin())
        }
    }

    /// The manifest, checked for leakage.
    func finish(
        file: String,
        folder: String,
        labelNames: [String]
    ) throws(DatasetError) -> DatasetReading {
        let skipped = SkipReason.allCases.compactMap { reason in
            counts[reason].map {
                ReadingSummary.Skipped(reason: reason, count: $0, examples: examples[reason] ?? [])
            }
        }
        let summary = ReadingSummary(rows: rows.count, skipped: skipped)
        guard !rows.isEmpty else { throw .noRows(file: file, reason: "\(summary)") }
        let folder = URL(filePath: folder, directoryHint: .isDirectory).absoluteURL
        let manifest = Manifest(rows: rows, labelNames: labelNames, folder: folder)
        try manifest.requireSeparatePatients()
        return DatasetReading(manifest: manifest, summary: summary)
    }
}

extension CSVRow {
    /// The file and the line, as a summary names a row.
    var origin: String { "\(file), line \(line)" }
}
