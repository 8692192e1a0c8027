import Foundation

/// A CSV file that grows by a row at a time; its first line names the columns.
///
/// It belongs to the thread that trains.
public final class MetricsFile<Row: MetricsRow> {
    private let path: String
    private let descriptor: Int32

    /// Opens the file for more rows.
    ///
    /// - Parameter step: Where the run goes on from: rows after it, and a row cut short, are removed, so that no
    ///   step stands there twice. 0 begins anew.
    /// - Throws: ``RunError/unusableMetrics(path:reason:)`` where the file has other columns or cannot be
    ///   written.
    public init(path: String, keepingThrough step: Int) throws(RunError) {
        self.path = path
        let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw .unusableMetrics(path: path, reason: SystemFailure.last("opening it").reason)
        }
        self.descriptor = descriptor
        let isEmpty = try Self.shorten(descriptor, to: step, path: path)
        if isEmpty { try write(Row.columns.joined(separator: ",") + "\n") }
    }

    deinit {
        close(descriptor)
    }

    /// Adds a row; figures that are missing or not finite stay empty.
    public func append(_ row: Row) throws(RunError) {
        let figures = row.figures.map { figure in
            guard let figure, figure.isFinite else { return "" }
            return Int(exactly: figure).map(String.init) ?? "\(figure)"
        }
        try write(([String(row.step)] + figures).joined(separator: ",") + "\n")
    }

    /// Waits until all rows are on the disk, as before a checkpoint that counts on them.
    public func synchronize() throws(RunError) {
        guard fsync(descriptor) == 0 else {
            throw .unusableMetrics(path: path, reason: SystemFailure.last("saving it").reason)
        }
    }

    private func write(_ text: String) throws(RunError) {
        do {
            try FileSystem.append(Data(text.utf8), to: descriptor, name: "a row")
        } catch {
            throw .unusableMetrics(path: path, reason: error.reason)
        }
    }

    /// Removes what does not stay.
    ///
    /// - Returns: Whether nothing stays.
    private static func shorten(_ descriptor: Int32, to step: Int, path: String) throws(RunError) -> Bool {
        do {
            let content = try FileSystem.content(of: descriptor, name: "it")
            guard let length = length(of: content, keepingThrough: step) else {
                throw SystemFailure(reason: "it has other columns; move it away")
            }
            if length < content.count, ftruncate(descriptor, off_t(length)) != 0 {
                throw SystemFailure.last("shortening it")
            }
            return length == 0
        } catch {
            throw .unusableMetrics(path: path, reason: SystemFailure.reason(for: error))
        }
    }

    /// How many bytes stay: the header and whole rows up to a step. Nil where another header stands there.
    private static func length(of content: Data, keepingThrough step: Int) -> Int? {
        let header = Row.columns.joined(separator: ",") + "\n"
        let lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count > 1 else {
            return header.utf8.starts(with: content) ? 0 : nil
        }
        guard lines[0].elementsEqual(header.utf8.dropLast()) else { return nil }
        var length = header.utf8.count
        // What follows the last line end is a row cut short, or nothing.
        for line in lines.dropFirst().dropLast() {
            let number = Int(String(decoding: line.prefix { $0 != UInt8(ascii: ",") }, as: UTF8.self))
            guard let number, number <= step else { break }
            length += line.count + 1
        }
        return length
    }
}
