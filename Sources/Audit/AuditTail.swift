import Foundation

/// The end of a log file: its last whole lines, and what a crash left behind them.
struct AuditTail {
    /// The last whole line, without its end; nil where there is none.
    let lastLine: Data?
    /// The whole line before it, likewise.
    let lineBefore: Data?
    /// The length of the beginning of a line that was never finished.
    let tornBytes: Int
    /// The first bytes of that, at most ``maximumKeptTornBytes``.
    let torn: Data
    /// The length of the file up to the end of its last whole line.
    let wholeSize: Int

    /// What is kept of a torn line.
    static let maximumKeptTornBytes = 4_096
    /// Two of the longest lines and a torn one fit; whatever is longer is no line of ours.
    private static let windowBytes = 4 * AuditRecord.maximumBytes

    init(of file: OpenFile, path: String) throws(AuditError) {
        guard let size = file.status.map({ Int($0.st_size) }),
            let window = file.bytes(at: max(size - Self.windowBytes, 0), count: min(size, Self.windowBytes))
        else { throw .notReadable(path: path, reason: lastReason()) }
        let start = size - window.count
        var lines = window.split(separator: AuditRecord.lineEnd, omittingEmptySubsequences: false)
        let rest = lines.popLast() ?? Data()
        // The first line of a window that begins within the file may have begun before it.
        if start > 0, !lines.isEmpty { lines.removeFirst() }
        guard start == 0 || !lines.isEmpty else {
            throw .damaged(path: path, reason: "its end has no line of a record's length")
        }
        lastLine = lines.last.map { Data($0) }
        lineBefore = lines.dropLast().last.map { Data($0) }
        tornBytes = rest.count
        torn = Data(rest.prefix(Self.maximumKeptTornBytes))
        wholeSize = size - rest.count
    }

    /// The head that the last line makes; nil where there is no line.
    func head(path: String) throws(AuditError) -> AuditHead? {
        guard let lastLine else { return nil }
        guard let record = AuditRecord(line: lastLine) else {
            throw .damaged(path: path, reason: "its last line is not a record")
        }
        if let lineBefore, AuditRecord.hash(of: lineBefore) != record.previous {
            throw .damaged(path: path, reason: "its last record does not follow the one before it")
        }
        return AuditHead(sequence: record.sequence, hash: AuditRecord.hash(of: lastLine))
    }
}
