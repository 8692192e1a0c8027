/// Why the service's storage refused a file, a write or a read; every message names the cause and the remedy.
///
/// `path` is always the file that the operator named (or the one derived from it), never a value from inside
/// it.
public enum StorageError: Error, Equatable, Sendable {
    /// The folder that should hold the database file does not exist or is not a folder.
    case folderMissing(path: String)
    /// The path names a folder, a device or a pipe instead of a regular file.
    case notAFile(path: String)
    /// The file cannot be opened, created or written to.
    case notWritable(path: String)
    /// The file system has no room left.
    case storageFull(path: String)
    /// Another process keeps the file locked for longer than the busy timeout.
    case locked(path: String)
    /// The file does not begin like an SQLite database.
    case notADatabase(path: String)
    /// The file is an SQLite database that another program made.
    case foreignDatabase(path: String)
    /// A newer release of this service has already changed the file's schema.
    case newerSchema(path: String)
    /// The file's structure is damaged.
    case corrupt(path: String)
    /// The operating system failed to read or write; `code` is SQLite's extended result code.
    case inputOutput(path: String, code: Int)
    /// SQLite answered something unforeseen; `code` is its extended result code.
    case unexpected(path: String, code: Int)

    /// The content of one version no longer has the digest it was stored with.
    case damagedVersion(name: String, version: Int)
    /// The name is empty, longer than ``LabelSetStore/maximumNameBytes`` or holds a control character.
    case invalidName
    /// The content is larger than one label set may be, in bytes.
    case contentTooLarge(limit: Int, received: Int)
    /// No further name can be added.
    case tooManyLabelSets(limit: Int)
    /// The precondition of a write does not hold; `current` is the entity tag of the latest version, if there
    /// is one.
    case conflict(name: String, current: String?)
}

extension StorageError: CustomStringConvertible {
    /// The cause and the remedy in two sentences.
    public var description: String {
        switch self {
        case .folderMissing, .notAFile, .notWritable, .storageFull, .locked, .inputOutput, .unexpected:
            return environmentDescription
        case .notADatabase, .foreignDatabase, .newerSchema, .corrupt, .damagedVersion:
            return fileDescription
        case .invalidName, .contentTooLarge, .tooManyLabelSets, .conflict:
            return requestDescription
        }
    }

    private var environmentDescription: String {
        switch self {
        case .folderMissing(let path):
            return "The folder of \(path) does not exist. Create it, or name a file in an existing folder."
        case .notAFile(let path):
            return "\(path) is not a regular file. Name a database file, existing or new."
        case .notWritable(let path):
            return
                "\(path) cannot be written to. Give the service's user write access to the file and its folder."
        case .storageFull(let path):
            return
                "There is no room left for \(path). Free space on its file system, then repeat the request."
        case .locked(let path):
            return
                "\(path) is locked by another process. Stop the program that holds it open, then try again."
        case .inputOutput(let path, let code):
            return
                "Reading or writing \(path) failed (SQLite code \(code)). Check the disk and the system log."
        case .unexpected(let path, let code):
            return
                "\(path) gave the unforeseen SQLite code \(code). Check the file, or restore it from a backup."
        default:
            return ""
        }
    }

    private var fileDescription: String {
        switch self {
        case .notADatabase(let path):
            return
                "\(path) is not an SQLite database and was left untouched. Move it away or name another file."
        case .foreignDatabase(let path):
            return "\(path) belongs to another program and was left untouched. Name another file."
        case .newerSchema(let path):
            return "\(path) was written by a newer release. Run that release, or restore an older backup."
        case .corrupt(let path):
            return
                "\(path) is damaged and was left untouched. Stop the service and restore a backup, or move the "
                + "file away and save what can be read with: sqlite3 FILE '.recover' | sqlite3 NEWFILE"
        case .damagedVersion(let name, let version):
            return
                "Version \(version) of the label set \(name) is damaged. Put the label set again, or restore "
                + "the database from a backup."
        default:
            return ""
        }
    }

    private var requestDescription: String {
        switch self {
        case .invalidName:
            return
                "The label set's name is not valid. Use 1 to \(LabelSetStore.maximumNameBytes) bytes of text "
                + "without control characters."
        case .contentTooLarge(let limit, let received):
            return "The label set has \(received) bytes and at most \(limit) are stored. Split it."
        case .tooManyLabelSets(let limit):
            return "There are \(limit) label sets already, the most that are stored. Delete one first."
        case .conflict(let name, let current?):
            return
                "The label set \(name) is now \(current). Read it, apply the change again, and repeat the write."
        case .conflict(let name, nil):
            return "There is no label set \(name). Repeat the write without a precondition to create it."
        default:
            return ""
        }
    }
}
