import Foundation

/// The folder of an audit log: its files `audit-00000001.jsonl`, `audit-00000002.jsonl`, …, of which the last
/// is written, the lock `audit.lock` and the key `object.key`.
struct AuditFolder: Sendable {
    let path: String

    private static let prefix = "audit-"
    private static let suffix = ".jsonl"

    /// The name of the file with a number.
    func name(_ number: Int) -> String {
        Self.prefix + String(format: "%08d", number) + Self.suffix
    }

    func path(_ number: Int) -> String { "\(path)/\(name(number))" }

    var lockPath: String { "\(path)/audit.lock" }
    var keyPath: String { "\(path)/object.key" }

    /// Makes the folder where it is missing, for its owner alone.
    func make() throws(AuditError) {
        guard mkdir(path, 0o700) != 0 else { return }
        guard errno == EEXIST else {
            throw errno == ENOENT || errno == ENOTDIR
                ? .notAFolder(path: path) : .notWritable(path: path, reason: lastReason())
        }
        guard isFolder else { throw .notAFolder(path: path) }
    }

    /// Takes the lock, which goes with its owner or its process.
    func lock() throws(AuditError) -> OpenFile {
        guard let file = OpenFile(lockPath, O_RDWR | O_CREAT) else {
            throw .notWritable(path: lockPath, reason: lastReason())
        }
        guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw errno == EWOULDBLOCK
                ? .inUse(folder: path) : .notWritable(path: lockPath, reason: lastReason())
        }
        return file
    }

    /// The numbers of the files, oldest first.
    func numbers() throws(AuditError) -> [Int] {
        guard isFolder else { throw .notAFolder(path: path) }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw .notReadable(path: path, reason: "listing its files")
        }
        return names.compactMap { found in
            let digits = found.dropFirst(Self.prefix.count).dropLast(Self.suffix.count)
            guard let number = Int(digits), number > 0, name(number) == found else { return nil }
            return number
        }.sorted()
    }

    /// Waits until the names of the files are on the disk.
    func synchronize() throws(AuditError) {
        guard let folder = OpenFile(path, O_RDONLY | O_DIRECTORY), fsync(folder.descriptor) == 0 else {
            throw .notWritable(path: path, reason: lastReason())
        }
    }

    private var isFolder: Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
