import Glibc

/// Why the audit log cannot be written or read; every message names the cause and the remedy.
public enum AuditError: Error, Equatable, Sendable {
    /// The folder's parent does not exist, or the path names something other than a folder.
    case notAFolder(path: String)
    /// The folder holds no audit log.
    case noLog(folder: String)
    /// Another process writes this log.
    case inUse(folder: String)
    /// The system refuses to write.
    case notWritable(path: String, reason: String)
    /// The system refuses to read.
    case notReadable(path: String, reason: String)
    /// Others than its owner may use the key of the object hashes; `mode` is its permissions in octal digits.
    case keyTooOpen(path: String, mode: String)
    /// The key of the object hashes does not have 32 bytes.
    case keyDamaged(path: String)
    /// The chain cannot be continued from what the file holds.
    case damaged(path: String, reason: String)
    /// The text is not 64 hexadecimal digits.
    case invalidHash
    /// The log was closed.
    case closed(folder: String)
}

extension AuditError: CustomStringConvertible {
    /// The cause and the remedy in two sentences.
    public var description: String {
        switch self {
        case .notAFolder(let path):
            return "\(path) is not a folder and cannot be made one. Name a folder in an existing one."
        case .noLog(let folder):
            return "\(folder) holds no audit log. Name the folder that the service was given."
        case .inUse(let folder):
            return "Another process writes the audit log in \(folder). Stop it, or name another folder."
        case .notWritable(let path, let reason):
            return "\(path) cannot be written (\(reason)). Check the permissions and the free space."
        case .notReadable(let path, let reason):
            return "\(path) cannot be read (\(reason)). Check its permissions and the disk, then try again."
        case .keyTooOpen(let path, let mode):
            return "\(path) has the permissions \(mode), so that others than its owner may use it. Run: "
                + "chmod 600 \(path)"
        case .keyDamaged(let path):
            return
                "\(path) does not have the \(ObjectHasher.keyBytes) bytes of a key. Restore it from a "
                + "backup, or move it away: a new one is made, and its hashes differ from the earlier ones."
        case .damaged(let path, let reason):
            return "\(path) is damaged: \(reason). See what is wrong with: hilum audit verify; then move the "
                + "folder away to begin a new log."
        case .invalidHash:
            return "A hash is 64 hexadecimal digits. Give one that 'hilum audit verify' has printed as head."
        case .closed(let folder):
            return "The audit log in \(folder) was closed. Open it again."
        }
    }
}

/// What the system said about the call that just failed.
func lastReason() -> String {
    String(cString: strerror(errno))
}
