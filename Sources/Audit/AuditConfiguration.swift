/// How much an audit log keeps, on the disk and in memory.
public struct AuditConfiguration: Equatable, Sendable {
    /// The size in bytes after which a new file is begun; the default is 64 MiB.
    public var maximumFileBytes = 64 << 20
    /// The files that are kept, at least 2; the default is 32.
    public var maximumFiles = 32
    /// The records that may wait to be written, as while the disk is full; the default is 8,192, about 4 MB.
    public var maximumWaiting = 8_192

    /// The defaults.
    public init() {}
}

/// What an operator should know about a running audit log.
public enum AuditEvent: Equatable, Sendable, CustomStringConvertible {
    /// Nothing can be written; records wait, and are lost once too many do.
    case writingFailed(AuditError)
    /// Writing works again.
    case writingResumed
    /// Records were lost, which the log itself now says.
    case recordsLost(Int)
    /// A crash had left the beginning of a record, which the log now keeps as a record.
    case tornLine(bytes: Int)
    /// The oldest file stays although there are too many.
    case notRemoved(AuditError)

    /// What happened and what to do about it.
    public var description: String {
        switch self {
        case .writingFailed(let error): return "The audit log cannot be written. \(error)"
        case .writingResumed: return "The audit log is written again."
        case .recordsLost(let count):
            return "\(count) audit records were lost, and the audit log says so."
        case .tornLine(let bytes):
            return
                "The audit log ended in \(bytes) bytes of an unfinished record, which are kept in a record."
        case .notRemoved(let error): return "The oldest file of the audit log is not removed. \(error)"
        }
    }
}
