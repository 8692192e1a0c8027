import Foundation

extension Manifest {
    /// Reads a manifest: a CSV file with a header (RFC 4180, UTF-8).
    ///
    /// Columns, in any order: `image` (relative to the file's folder, or absolute), `patient` and `split`
    /// (`train`, `validation` or `test`) are needed, `study`, `view`, `findings`, `impression` and `text` may
    /// be left out or blank, and one column `label:NAME` a label holds 1 (present), 0 (absent), -1
    /// (uncertain) or nothing (not assessed). An image without a study is a study of its own.
    ///
    /// - Throws: A ``DatasetError`` naming the file, the line and the column.
    public init(path: String) throws(DatasetError) {
        var table = try CSVTable(path: path)
        let columns = try ManifestColumns(table)
        var labels = LabelCells(columns.labels)
        var rows: [ManifestRow] = []
        while let row = try table.next() {
            rows.append(try columns.row(row, labels: &labels))
        }
        guard !rows.isEmpty else { throw .noRows(file: path, reason: "it has no rows") }
        self.init(
            rows: rows,
            labelNames: labels.names,
            folder: URL(filePath: path).absoluteURL.deletingLastPathComponent()
        )
    }
}

/// The columns of a manifest.
private struct ManifestColumns {
    static let labelPrefix = "label:"

    let image: CSVColumn
    let patient: CSVColumn
    let split: CSVColumn
    let study: CSVColumn?
    let view: CSVColumn?
    let findings: CSVColumn?
    let impression: CSVColumn?
    let text: CSVColumn?
    let labels: [(name: String, column: CSVColumn)]

    init(_ table: CSVTable) throws(DatasetError) {
        image = try table.column("image")
        patient = try table.column("patient")
        split = try table.column("split")
        study = table.column(ifPresent: "study")
        view = table.column(ifPresent: "view")
        findings = table.column(ifPresent: "findings")
        impression = table.column(ifPresent: "impression")
        text = table.column(ifPresent: "text")
        let known = [image, patient, split, study, view, findings, impression, text]
        var labels: [(name: String, column: CSVColumn)] = []
        for column in table.columns where !known.contains(column) {
            let name = column.name.dropFirst(Self.labelPrefix.count).trimmed
            guard column.name.hasPrefix(Self.labelPrefix), !name.isEmpty else {
                throw .unknownColumn(file: table.file, column: column.name)
            }
            guard !labels.contains(where: { $0.name == name }) else {
                throw .duplicateColumn(file: table.file, column: Self.labelPrefix + name)
            }
            labels.append((name, column))
        }
        self.labels = labels
    }

    func row(_ row: CSVRow, labels: inout LabelCells) throws(DatasetError) -> ManifestRow {
        let path = row[image]
        guard !path.trimmed.isEmpty else {
            throw .invalidValue(row.place(image), expected: "the path of an image")
        }
        guard let part = Split(name: row[split].trimmed) else {
            throw .invalidValue(row.place(split), expected: "train, validation or test")
        }
        let patientID = try row.required(patient, "a patient's id")
        var result = ManifestRow(
            image: path,
            patient: patientID,
            study: row[study].contentIfAny ?? path,
            view: try view.flatMap { column throws(DatasetError) in try Self.view(row, column) },
            split: part
        )
        result.findings = row[findings].contentIfAny
        result.impression = row[impression].contentIfAny
        result.text = row[text].contentIfAny
        result.labels = try labels.states(row)
        return result
    }

    private static func view(_ row: CSVRow, _ column: CSVColumn) throws(DatasetError) -> View? {
        guard let code = row[column].contentIfAny else { return nil }
        guard let view = View(code: code) else {
            throw .invalidValue(row.place(column), expected: "frontal, lateral, other, PA, AP or nothing")
        }
        return view
    }
}
