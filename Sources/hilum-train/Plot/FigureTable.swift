import Foundation

/// A CSV file of numbers, as a run writes it: the first column is the step, a missing figure is empty.
struct FigureTable {
    /// More points than a picture of a long run can show.
    private static let maximumPoints = 1_000

    private let path: String
    private let columns: [String]
    private let rows: [[Double]]

    init(path: String) throws {
        guard let content = FileManager.default.contents(atPath: path) else {
            throw CommandError("\(path) cannot be read. Name the folder of a run.")
        }
        let lines = String(decoding: content, as: UTF8.self).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        let cells = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        let header = (cells.first ?? []).map(String.init)
        self.path = path
        columns = header
        // The last line is empty, or a row that is being written.
        rows = cells.dropFirst().dropLast().filter { $0.count == header.count }
            .map { row in row.map { Double($0) ?? .nan } }
    }

    var isEmpty: Bool { rows.isEmpty }

    /// Pairs of step and figure; of a long run the means of neighbouring steps.
    func curve(of column: String) throws -> [(x: Double, y: Double)] {
        guard let place = columns.firstIndex(of: column), columns.first == "step" else {
            throw CommandError("\(path) has no columns 'step' and '\(column)'. Name the folder of a run.")
        }
        let size = (rows.count + Self.maximumPoints - 1) / Self.maximumPoints
        return stride(from: 0, to: rows.count, by: max(size, 1)).map { start in
            let group = rows[start..<min(start + size, rows.count)]
            let figures = group.map { $0[place] }.filter(\.isFinite)
            let mean = figures.isEmpty ? .nan : figures.reduce(0, +) / Double(figures.count)
            return (group[group.endIndex - 1][0], mean)
        }
    }
}
