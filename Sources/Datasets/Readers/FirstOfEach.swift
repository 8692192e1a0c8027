/// Reads a table that has a row for each region of an image as one value an image.
enum FirstOfEach {
    /// The keys in the order of their first rows, with the value of that row.
    ///
    /// - Throws: ``DatasetError/contradiction(_:firstLine:)`` where a later row of the same key has another
    ///   value.
    static func values<Value: Equatable>(
        in path: String,
        key: String,
        value: String,
        _ read: (CSVRow, CSVColumn) throws(DatasetError) -> Value
    ) throws(DatasetError) -> [(key: String, value: Value)] {
        var table = try CSVTable(path: path)
        let keyColumn = try table.column(key)
        let valueColumn = try table.column(value)
        var first: [String: (index: Int, line: Int)] = [:]
        var values: [(key: String, value: Value)] = []
        while let row = try table.next() {
            let name = try row.required(keyColumn, "an image's id")
            let content = try read(row, valueColumn)
            if let known = first[name] {
                guard values[known.index].value == content else {
                    throw .contradiction(row.place(valueColumn), firstLine: known.line)
                }
            } else {
                first[name] = (values.count, row.line)
                values.append((name, content))
            }
        }
        return values
    }
}
