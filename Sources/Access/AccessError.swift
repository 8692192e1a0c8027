/// Why keys cannot be read or changed; every message names the cause and the remedy.
///
/// `path` is the key file that the operator named; nothing from inside it is told but the place of a mistake.
public enum AccessError: Error, Equatable, Sendable {
    /// There is no key file.
    case fileMissing(path: String)
    /// The path names a folder, a device or a pipe.
    case notAFile(path: String)
    /// Others than the file's owner may read or write it; `mode` is its permissions in octal digits.
    case tooOpen(path: String, mode: String)
    /// The system refuses to read the file.
    case notReadable(path: String, reason: String)
    /// The system refuses to write the file.
    case notWritable(path: String, reason: String)
    /// Another process has been changing the file for longer than anybody waits.
    case locked(path: String)
    /// The file has more bytes than any key file needs.
    case tooLarge(path: String, limit: Int)
    /// The file is not a key file; `reason` says where the mistake is.
    case malformed(path: String, reason: String)
    /// A newer release has written the file.
    case newerVersion(path: String, version: Int)

    /// No further key can be added.
    case tooManyKeys(limit: Int)
    /// Another key has the name and is not revoked.
    case nameTaken(name: String, id: String)
    /// The name is empty, too long, or has control characters or blanks at its ends.
    case invalidName
    /// The key would not allow anything.
    case noScope
    /// The text is neither a day nor a number of days.
    case invalidExpiry
    /// The key would be refused from the start.
    case alreadyExpired
    /// No key has the id.
    case unknownKey(id: String)
}

extension AccessError: CustomStringConvertible {
    /// The cause and the remedy in two sentences.
    public var description: String {
        switch self {
        case .fileMissing, .notAFile, .tooOpen, .notReadable, .notWritable, .locked:
            return environmentDescription
        case .tooLarge, .malformed, .newerVersion:
            return contentDescription
        case .tooManyKeys, .nameTaken, .invalidName, .noScope, .invalidExpiry, .alreadyExpired, .unknownKey:
            return requestDescription
        }
    }

    private var environmentDescription: String {
        switch self {
        case .fileMissing(let path):
            return "There is no key file \(path). Make the first key with: hilum keys add --keys \(path) …"
        case .notAFile(let path):
            return "\(path) is not a regular file. Name a key file, existing or new."
        case .tooOpen(let path, let mode):
            return
                "\(path) has the permissions \(mode), so that others than its owner may use it. Check that "
                + "nobody has changed it, then run: chmod 600 \(path)"
        case .notReadable(let path, let reason):
            return "\(path) cannot be read (\(reason)). Give the service's user the file: chown USER \(path)"
        case .notWritable(let path, let reason):
            return
                "\(path) cannot be written (\(reason)). Check its folder's permissions and free space."
        case .locked(let path):
            return "Another process is changing \(path). Wait until it has ended, then try again."
        default: return ""
        }
    }

    private var contentDescription: String {
        switch self {
        case .tooLarge(let path, let limit):
            return "\(path) has more than \(limit) bytes, so it is no key file. Name another file."
        case .malformed(let path, let reason):
            return
                "\(path) is not a whole key file: \(reason). Restore it from a backup, or move it away and "
                + "make new keys with: hilum keys add"
        case .newerVersion(let path, let version):
            return "\(path) has format version \(version), which a newer release wrote. Run that release."
        default: return ""
        }
    }

    private var requestDescription: String {
        switch self {
        case .tooManyKeys(let limit):
            return
                "There are \(limit) keys already, the most that are kept. Revoke one with: hilum keys revoke"
        case .nameTaken(let name, let id):
            return "The key \(id) is already named \(name). Choose another name, or revoke that key first."
        case .invalidName:
            return
                "The name is not valid. Use 1 to \(AccessKey.maximumNameBytes) bytes of text without control "
                + "characters and without blanks at the ends."
        case .noScope:
            return "A key needs at least one scope. Name some of: "
                + Scope.allCases.map(\.rawValue).joined(separator: ", ") + "."
        case .invalidExpiry:
            return
                "The expiry is neither a day nor a number of days. Write 2027-01-31 (until 00:00 UTC on that "
                + "day), or 90d with 1 to \(KeyExpiry.maximumDays) days."
        case .alreadyExpired:
            return "The expiry has passed, so the key would never be accepted. Name a later day."
        case .unknownKey(let id):
            return "There is no key \(id). See the ids with: hilum keys list"
        default: return ""
        }
    }
}
