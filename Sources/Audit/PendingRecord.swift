import Foundation

/// A record that waits to be written: it gets its place in the chain only then.
struct PendingRecord: Sendable {
    let entry: AuditEntry
    var detail: AuditRecord.Detail?
    let date: Date

    /// The caller of what the log says of itself.
    private static let system = "system"

    init(_ entry: AuditEntry, at date: Date) {
        self.entry = entry
        self.date = date
    }

    private init(_ action: String, _ detail: AuditRecord.Detail? = nil, at date: Date) {
        entry = AuditEntry(caller: Self.system, action: action)
        self.detail = detail
        self.date = date
    }

    /// The log was opened.
    static func start(at date: Date) -> PendingRecord { .init("audit.start", at: date) }

    /// The log was closed in order.
    static func stop(at date: Date) -> PendingRecord { .init("audit.stop", at: date) }

    /// Records were never written.
    static func lost(_ count: Int, at date: Date) -> PendingRecord {
        .init("audit.records-lost", .init(lost: count), at: date)
    }

    /// A crash had left the beginning of a record.
    static func torn(_ tail: AuditTail, at date: Date) -> PendingRecord {
        let detail = AuditRecord.Detail(bytes: tail.tornBytes, torn: tail.torn.base64EncodedString())
        return .init("audit.torn-line", detail, at: date)
    }

    /// The oldest file is about to be removed.
    static func removal(of file: String, endingAt head: AuditHead, at date: Date) -> PendingRecord {
        let detail = AuditRecord.Detail(file: file, lastSequence: head.sequence, lastHash: head.hash)
        return .init(Self.removalAction, detail, at: date)
    }

    /// The action of a removal's record.
    static let removalAction = "audit.file-removed"
}
