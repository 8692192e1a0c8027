/// Why a check of the machine failed.
public enum ObservabilityError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The folder's file system gave no figures; `code` is the system's error number.
    case unreadableFileSystem(code: Int32)
    /// The file system is mounted read-only.
    case readOnlyFileSystem
    /// Too few bytes are free.
    case diskLow(freeBytes: UInt64, wantedBytes: UInt64)
    /// Too few files can still be made.
    case inodesLow(free: UInt64, wanted: UInt64)

    /// The cause and the remedy.
    public var description: String {
        switch self {
        case .unreadableFileSystem(let code):
            "The data folder's file system cannot be asked (error \(code)). Check that it is mounted."
        case .readOnlyFileSystem:
            "The data folder's file system is read-only. Mount it for writing; see the kernel's log for disk faults."
        case .diskLow(let free, let wanted):
            "\(free) bytes are free on the data folder's file system, \(wanted) are wanted. Make room."
        case .inodesLow(let free, let wanted):
            "\(free) files can still be made on the data folder's file system, \(wanted) are wanted. Delete files."
        }
    }
}
