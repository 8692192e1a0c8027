import Foundation
import Reports

/// Reads any CSV table by a list of its columns.
public struct TableReader: DatasetReader {
    private let path: String
    private let names: TableColumns
    private let fractions: SplitFractions

    /// Reads a table; image paths are relative to its folder.
    ///
    /// - Parameter fractions: How patients without a split are divided.
    public init(path: String, columns: TableColumns, fractions: SplitFractions = .standard) {
        self.path = path
        names = columns
        self.fractions = fractions
    }

    /// Reads the table.
    public func read() throws(DatasetError) -> DatasetReading {
        var table = try CSVTable(path: path)
        let columns = try Columns(names, in: table)
        var labels = LabelCells(columns.labels)
        var reading = ReadingInProgress()
        while let row = try table.next() {
            guard columns.filters.allSatisfy({ $1.contains(row[$0].trimmed) }) else {
                reading.skip(.filteredOut, row.origin)
                continue
            }
            reading.add(try manifestRow(row, columns, &labels), from: row.origin)
        }
        return try reading.finish(
            file: path,
            folder: URL(filePath: path).absoluteURL.deletingLastPathComponent().path,
            labelNames: labels.names + (columns.mesh?.indexing.labelNames ?? [])
        )
    }

    private func manifestRow(
        _ row: CSVRow,
        _ columns: Columns,
        _ labels: inout LabelCells
    ) throws(DatasetError) -> ManifestRow {
        let image = try row.required(columns.image, "the path of an image")
        let patient = try row.required(columns.patient, "a patient's id")
        var result = ManifestRow(
            image: image,
            patient: patient,
            study: row[columns.study].contentIfAny ?? image,
            view: row[columns.view].contentIfAny.map { View(code: $0) ?? .other },
            split: try split(row, columns.split, patient)
        )
        result.setReport(row[columns.text])
        if let findings = row[columns.findings].contentIfAny { result.findings = findings }
        if let impression = row[columns.impression].contentIfAny { result.impression = impression }
        result.labels = try labels.states(row)
        if let mesh = columns.mesh {
            result.labels.merge(mesh.indexing.labels(of: row[mesh.column])) { given, _ in given }
        }
        return result
    }

    private func split(_ row: CSVRow, _ column: CSVColumn?, _ patient: String) throws(DatasetError) -> Split {
        guard let column, let name = row[column].contentIfAny else {
            return fractions.split(ofPatient: patient)
        }
        guard let split = Split(name: name) else {
            throw .invalidValue(row.place(column), expected: "train, validation, test or nothing")
        }
        return split
    }

    /// The columns as they were found in the header.
    private struct Columns {
        let image: CSVColumn
        let patient: CSVColumn
        let study: CSVColumn?
        let view: CSVColumn?
        let split: CSVColumn?
        let text: CSVColumn?
        let findings: CSVColumn?
        let impression: CSVColumn?
        let mesh: (column: CSVColumn, indexing: MeSHIndexing)?
        let labels: [(name: String, column: CSVColumn)]
        let filters: [(column: CSVColumn, values: [String])]

        init(_ names: TableColumns, in table: CSVTable) throws(DatasetError) {
            image = try table.column(names.image)
            patient = try table.column(names.patient)
            study = try table.column(ifNamed: names.study)
            view = try table.column(ifNamed: names.view)
            split = try table.column(ifNamed: names.split)
            text = try table.column(ifNamed: names.text)
            findings = try table.column(ifNamed: names.findings)
            impression = try table.column(ifNamed: names.impression)
            mesh = try names.mesh.map { name throws(DatasetError) in
                (try table.column(name), try .openI())
            }
            labels = try names.labels.map { label throws(DatasetError) in
                (label.name, try table.column(label.column))
            }
            filters = try names.filters.map { filter throws(DatasetError) in
                (try table.column(filter.column), filter.values)
            }
        }
    }
}

extension ManifestRow {
    /// Takes a report's sections, or the report as it is where it has none; nothing of an empty one.
    mutating func setReport(_ report: String) {
        guard let content = report.contentIfAny else { return }
        let sections = ReportText(content)
        findings = sections.findings
        impression = sections.impression
        if findings == nil, impression == nil, sections.lastParagraph != nil { text = content }
    }
}
