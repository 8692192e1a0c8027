import Foundation

/// A damaged database file that is to make room for a new one.
struct DamagedDatabase {
    let path: String

    /// Damaged files beyond this many are deleted, oldest first, so that a failing disk does not fill up with
    /// them.
    static let maximumKept = 2
    private static let companions = ["-wal", "-shm", "-journal"]
    private static let mark = ".corrupt-"

    /// Renames the file and SQLite's companion files to `PATH.corrupt-TIMESTAMP`.
    ///
    /// - Returns: The new path.
    func setAside(at date: Date) throws(StorageError) -> String {
        let target = freePath(at: date)
        do {
            // The companions go first: a log that stayed behind would be replayed into the new file.
            for companion in Self.companions where FileManager.default.fileExists(atPath: path + companion) {
                try FileManager.default.moveItem(atPath: path + companion, toPath: target + companion)
            }
            try FileManager.default.moveItem(atPath: path, toPath: target)
        } catch {
            throw .notWritable(path: path)
        }
        deleteOldest()
        return target
    }

    private func freePath(at date: Date) -> String {
        let stamp = date.formatted(.iso8601.dateSeparator(.omitted).timeSeparator(.omitted))
        var target = path + Self.mark + stamp
        var count = 1
        while FileManager.default.fileExists(atPath: target) {
            count += 1
            target = path + Self.mark + stamp + "-\(count)"
        }
        return target
    }

    private func deleteOldest() {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        let prefix = URL(fileURLWithPath: path).lastPathComponent + Self.mark
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let damaged = names.filter { name in
            name.hasPrefix(prefix) && !Self.companions.contains(where: name.hasSuffix)
        }
        for name in damaged.sorted().dropLast(Self.maximumKept) {
            for suffix in [""] + Self.companions {
                try? FileManager.default.removeItem(at: folder.appendingPathComponent(name + suffix))
            }
        }
    }
}
