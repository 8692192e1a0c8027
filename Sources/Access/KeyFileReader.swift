import Foundation

/// What tells one content of a file from another without reading it.
struct FileStamp: Equatable, Sendable {
    private let device: dev_t
    private let inode: ino_t
    private let size: off_t
    private let modified: [Int]
    private let changed: [Int]

    init(_ status: stat) {
        device = status.st_dev
        inode = status.st_ino
        size = status.st_size
        modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
        changed = [status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
    }

    /// The stamp of the file at a path, nil where there is none.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }
}

/// Reads a key file that nobody but its owner may touch.
struct KeyFileReader {
    let path: String

    /// The keys, and the stamp of the content that held them.
    func read() throws(AccessError) -> (keys: [AccessKey], stamp: FileStamp) {
        // Without O_NONBLOCK, opening a pipe would wait for somebody to write.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw errno == ENOENT ? .fileMissing(path: path) : .notReadable(path: path, reason: lastReason())
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .notReadable(path: path, reason: lastReason()) }
        try check(status)
        let data = try content(of: descriptor)
        do throws(KeyFileContent.Flaw) {
            return (try KeyFileContent.keys(from: data), FileStamp(status))
        } catch {
            switch error {
            case .malformed(let reason): throw .malformed(path: path, reason: reason)
            case .newerVersion(let version): throw .newerVersion(path: path, version: version)
            }
        }
    }

    private func check(_ status: stat) throws(AccessError) {
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
        guard status.st_mode & (S_IRWXG | S_IRWXO) == 0 else {
            throw .tooOpen(path: path, mode: String(status.st_mode & 0o7777, radix: 8))
        }
    }

    private func content(of descriptor: Int32) throws(AccessError) -> Data {
        // One byte more than may be there tells a file that is too large.
        var bytes = [UInt8](repeating: 0, count: KeyFile.maximumBytes + 1)
        var count = 0
        while count < bytes.count {
            let received = bytes[count...].withUnsafeMutableBytes {
                Foundation.read(descriptor, $0.baseAddress, $0.count)
            }
            if received < 0, errno == EINTR { continue }
            guard received >= 0 else { throw .notReadable(path: path, reason: lastReason()) }
            if received == 0 { break }
            count += received
        }
        guard count <= KeyFile.maximumBytes else { throw .tooLarge(path: path, limit: KeyFile.maximumBytes) }
        return Data(bytes[..<count])
    }
}

/// What the system said about the call that just failed.
func lastReason() -> String {
    String(cString: strerror(errno))
}
