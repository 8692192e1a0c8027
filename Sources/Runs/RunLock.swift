import Foundation

/// A run folder held for one process.
///
/// The lock (`flock`) goes with the process, so that one that was killed leaves none behind.
final class RunLock: Sendable {
    private let descriptor: Int32

    /// - Throws: ``RunError/inUse(path:process:)`` where another process or another part of this one holds it.
    init(folder: String) throws(RunError) {
        let path = folder + "/lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw .unusableFolder(path: folder, reason: SystemFailure.last("creating its lock").reason)
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let isHeld = errno == EWOULDBLOCK
            let failure = SystemFailure.last("locking it")
            close(descriptor)
            if isHeld { throw .inUse(path: folder, process: Self.holder(path)) }
            throw .unusableFolder(path: folder, reason: failure.reason)
        }
        self.descriptor = descriptor
        // Only for the message that another process gives, so a full disk does no harm here.
        _ = ftruncate(descriptor, 0)
        try? FileSystem.append(Data("\(getpid())\n".utf8), to: descriptor, name: "lock")
    }

    deinit {
        close(descriptor)
    }

    private static func holder(_ path: String) -> Int? {
        FileManager.default.contents(atPath: path)
            .map { String(decoding: $0.prefix(32), as: UTF8.self) }
            .flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }
}
