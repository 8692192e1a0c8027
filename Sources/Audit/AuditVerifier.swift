import Foundation

/// Checks an audit log from its oldest kept record to its last, a line at a time.
///
/// It finds every change, removal, addition and move of lines before the last one. A chain alone cannot tell
/// that lines were cut off at its end, that the last line was changed, or that whoever could write the files
/// has made all lines from some place on anew: for that, note the printed head somewhere the log's writer
/// cannot reach, and give it when verifying later.
public struct AuditVerifier: Sendable {
    private let folder: AuditFolder

    /// The verifier of the log in a folder, which may be in use.
    public init(folder: String) {
        self.folder = AuditFolder(path: folder)
    }

    /// Reads the log up to its end or to the first break.
    ///
    /// - Parameter hash: A head noted earlier, 64 hexadecimal digits: the report tells the number of
    ///   the record that has it.
    public func verify(expecting hash: String? = nil) throws(AuditError) -> AuditReport {
        let expected = try hash.map(Self.normalized)
        let numbers = try folder.numbers()
        guard let last = numbers.last else { throw .noLog(folder: folder.path) }
        var check = AuditCheck(expected: expected)
        for number in numbers {
            try read(number, isLast: number == last, into: &check)
            if check.report.firstBreak != nil { break }
        }
        check.finish()
        return check.report
    }

    private func read(_ number: Int, isLast: Bool, into check: inout AuditCheck) throws(AuditError) {
        check.begin(folder.name(number))
        var lines = try AuditLines(path: folder.path(number))
        while check.report.firstBreak == nil, let line = try lines.next() {
            check.take(line, isLastFile: isLast)
        }
    }

    private static func normalized(_ hash: String) throws(AuditError) -> String {
        let hash = hash.lowercased()
        guard hash.utf8.count == 64, hash.allSatisfy(\.isHexDigit) else { throw .invalidHash }
        return hash
    }
}

/// The state of a check between two lines.
struct AuditCheck {
    private(set) var report = AuditReport()
    private let expected: String?
    private var line = 0
    private var beginning: AuditHead?
    private var isBeginningTold = false

    init(expected: String?) {
        self.expected = expected
        if expected == AuditHead.beginning.hash { report.expectedSequence = 0 }
    }

    mutating func begin(_ file: String) {
        report.files.append(file)
        line = 0
    }

    mutating func take(_ next: AuditLines.Line, isLastFile: Bool) {
        line += 1
        switch next {
        case .whole(let bytes): take(bytes)
        case .tooLong: fail(.notARecord)
        case .unfinished(let bytes):
            guard isLastFile else { return fail(.unfinished) }
            report.tornBytes = bytes
        }
    }

    /// Looks at what only the whole log tells: whether the records before the oldest one were removed by
    /// rotation.
    mutating func finish() {
        guard report.firstBreak == nil, let beginning, beginning != .beginning, !isBeginningTold else {
            return
        }
        report.firstBreak = AuditBreak(
            file: report.files.first ?? "",
            line: 1,
            reason: .beginning(sequence: beginning.sequence + 1)
        )
    }

    private mutating func take(_ bytes: Data) {
        guard let record = AuditRecord(line: bytes) else { return fail(.notARecord) }
        if beginning == nil { begin(with: record) }
        let expectedSequence = report.head.sequence + 1
        guard record.sequence == expectedSequence else {
            return fail(.sequence(expected: expectedSequence, found: record.sequence))
        }
        guard record.previous == report.head.hash else { return fail(.chain) }
        report.records += 1
        report.lastDate = record.date
        report.head = AuditHead(sequence: record.sequence, hash: AuditRecord.hash(of: bytes))
        if report.head.hash == expected { report.expectedSequence = record.sequence }
        if let beginning, record.tells(removalUpTo: beginning) { isBeginningTold = true }
    }

    private mutating func begin(with record: AuditRecord) {
        // Record 1 has to follow the beginning; of a later one, a removal's record has to say what it
        // follows.
        let isFirst = record.sequence == 1
        let head =
            isFirst ? AuditHead.beginning : AuditHead(sequence: record.sequence - 1, hash: record.previous)
        beginning = head
        report.head = head
        report.firstSequence = record.sequence
        report.firstDate = record.date
        if head.hash == expected { report.expectedSequence = head.sequence }
    }

    private mutating func fail(_ reason: AuditBreak.Reason) {
        report.firstBreak = AuditBreak(file: report.files.last ?? "", line: line, reason: reason)
    }
}

extension AuditRecord {
    /// Whether the record says that a file was removed whose last record is the given one.
    fileprivate func tells(removalUpTo head: AuditHead) -> Bool {
        action == PendingRecord.removalAction && detail?.lastSequence == head.sequence
            && detail?.lastHash == head.hash
    }
}
