/// A column of a table.
struct CSVColumn: Equatable {
    let name: String
    let index: Int
}

/// A row of a table: a record with as many fields as the header.
struct CSVRow {
    let file: String
    let line: Int
    let fields: [String]

    /// The field as it stands in the file.
    subscript(column: CSVColumn) -> String { fields[column.index] }

    /// The field as it stands in the file; empty where the table has no such column.
    subscript(column: CSVColumn?) -> String { column.map { fields[$0.index] } ?? "" }

    func place(_ column: CSVColumn) -> DatasetError.Place {
        .init(file: file, line: line, column: column.name)
    }

    /// The field without white space around it, which must not be empty.
    func required(_ column: CSVColumn, _ what: String) throws(DatasetError) -> String {
        let value = self[column].trimmed
        guard !value.isEmpty else { throw .invalidValue(place(column), expected: what) }
        return value
    }
}

/// A CSV file whose first record names the columns.
struct CSVTable {
    /// More rows are not read: ten times the largest published set.
    static let maximumRows = 5_000_000

    let file: String
    let columns: [CSVColumn]
    private var reader: CSVReader
    private var rowCount = 0

    /// Reads the header. Names lose the white space around them (SIIM has some); names that are empty may
    /// repeat.
    init(path: String) throws(DatasetError) {
        file = path
        reader = try CSVReader(path: path)
        guard let header = try reader.next() else { throw .noRows(file: path, reason: "it is empty") }
        columns = header.fields.enumerated().map { CSVColumn(name: $1.trimmed, index: $0) }
        var seen: Set<String> = []
        for column in columns where !column.name.isEmpty && !seen.insert(column.name).inserted {
            throw .duplicateColumn(file: path, column: column.name)
        }
    }

    func column(_ name: String) throws(DatasetError) -> CSVColumn {
        guard let column = column(ifPresent: name) else { throw .missingColumn(file: file, column: name) }
        return column
    }

    func column(ifPresent name: String) -> CSVColumn? {
        columns.first { $0.name == name }
    }

    /// A column that must be there when it is named.
    func column(ifNamed name: String?) throws(DatasetError) -> CSVColumn? {
        guard let name else { return nil }
        return try column(name)
    }

    /// The next row, empty lines left out; nil at the end.
    mutating func next() throws(DatasetError) -> CSVRow? {
        while let record = try reader.next() {
            if record.fields == [""], columns.count > 1 { continue }
            guard record.fields.count == columns.count else {
                throw .malformed(
                    .init(file: file, line: record.line),
                    .fieldCount(expected: columns.count, found: record.fields.count)
                )
            }
            rowCount += 1
            guard rowCount <= Self.maximumRows else {
                throw .tooLarge(file: file, limit: Self.maximumRows, unit: "rows")
            }
            return CSVRow(file: file, line: record.line, fields: record.fields)
        }
        return nil
    }
}
