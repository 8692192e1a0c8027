import Foundation

/// A file descriptor that is closed with its last owner.
final class OpenFile: Sendable {
    let descriptor: Int32

    /// Opens a file with `open(2)`; files that it makes belong to their owner alone.
    ///
    /// - Returns: Nil where the system refuses; `errno` says why.
    init?(_ path: String, _ flags: Int32) {
        descriptor = open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Up to `count` bytes from a place on, fewer at the end of the file; nil where reading fails.
    func bytes(at offset: Int, count: Int) -> Data? {
        var bytes = [UInt8](repeating: 0, count: count)
        var received = 0
        while received < count {
            let more = bytes[received...].withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress, $0.count, off_t(offset + received))
            }
            if more < 0, errno == EINTR { continue }
            guard more >= 0 else { return nil }
            if more == 0 { break }
            received += more
        }
        return Data(bytes[..<received])
    }

    /// The file's size and permissions; nil where the system refuses.
    var status: stat? {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? status : nil
    }
}
