/// Reads label columns of 1, 0, -1 and blank.
///
/// Rows with the same states share one dictionary: large sets have few different ones.
struct LabelCells {
    let names: [String]
    private let columns: [CSVColumn]
    private var shared: [[LabelState?]: [String: LabelState]] = [:]

    init(_ columns: [(name: String, column: CSVColumn)]) {
        names = columns.map(\.name)
        self.columns = columns.map(\.column)
    }

    /// The row's labels, those with a blank cell left out.
    mutating func states(_ row: CSVRow) throws(DatasetError) -> [String: LabelState] {
        var states: [LabelState?] = []
        states.reserveCapacity(columns.count)
        for column in columns {
            let cell = row[column].trimmed
            let state = LabelState(code: cell)
            guard state != nil || cell.isEmpty else {
                throw .invalidValue(row.place(column), expected: "1, 0, -1 or nothing")
            }
            states.append(state)
        }
        if let known = shared[states] { return known }
        var labels: [String: LabelState] = [:]
        for (name, state) in zip(names, states) { labels[name] = state }
        shared[states] = labels
        return labels
    }
}
