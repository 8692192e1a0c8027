import Foundation

/// Puts a new content into the place of a key file; the caller holds the lock.
struct KeyFileWriter {
    /// The file itself, not a link to it, which would otherwise be replaced by a file.
    private let path: String

    init(path: String) {
        self.path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }

    /// Writes the keys beside the file, waits for the disk, and renames.
    func replace(with keys: [AccessKey]) throws(AccessError) {
        guard let data = try? KeyFileContent(keys).encoded(), data.count <= KeyFile.maximumBytes else {
            throw .tooLarge(path: path, limit: KeyFile.maximumBytes)
        }
        let aside = path + ".partial"
        // Left by a process that was killed: whoever holds the lock is the only one who writes here.
        unlink(aside)
        let descriptor = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure() }
        do throws(AccessError) {
            try fill(descriptor, with: data)
            guard rename(aside, path) == 0 else { throw failure() }
            close(descriptor)
        } catch {
            close(descriptor)
            unlink(aside)
            throw error
        }
        try synchronizeFolder()
    }

    private func fill(_ descriptor: Int32, with data: Data) throws(AccessError) {
        // The superuser adds keys for a service that runs as somebody else: the file stays the service's.
        var old = stat()
        if stat(path, &old) == 0, old.st_uid != geteuid() || old.st_gid != getegid() {
            guard fchown(descriptor, old.st_uid, old.st_gid) == 0 else { throw failure() }
        }
        var rest = data[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw failure() }
            rest = rest.dropFirst(written)
        }
        guard fsync(descriptor) == 0 else { throw failure() }
    }

    private func synchronizeFolder() throws(AccessError) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure() }
    }

    private func failure() -> AccessError {
        .notWritable(path: path, reason: lastReason())
    }
}

/// The lock of a key file (`flock` on `FILE.lock`), which goes with the process that holds it.
struct KeyFileLock {
    private let descriptor: Int32

    /// Changes take milliseconds: who has not finished after 200 tries of 25 ms hangs.
    private static let tries = 200
    private static let pause: UInt32 = 25_000

    init(path: String) throws(AccessError) {
        let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        descriptor = open(file + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .notWritable(path: path, reason: lastReason()) }
        for _ in 0..<Self.tries {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
            guard errno == EWOULDBLOCK || errno == EINTR else { break }
            usleep(Self.pause)
        }
        close(descriptor)
        throw .locked(path: path)
    }

    func release() {
        close(descriptor)
    }
}
