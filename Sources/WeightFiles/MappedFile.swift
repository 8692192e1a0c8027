import Crypto
import Foundation
public import Tensors

/// A file mapped into memory, read only, for as long as the object lives.
public final class MappedFile: @unchecked Sendable {
    // Unchecked because of the raw pointer: the mapping is private, never written, and unmapped only
    // when nobody refers to it any more.

    /// The content.
    public let bytes: UnsafeRawBufferPointer

    /// Maps a file. A file must not be shortened while it is mapped.
    ///
    /// - Throws: ``WeightFileError/unreadable(file:reason:)``.
    public init(path: String) throws(WeightFileError) {
        // Without O_NONBLOCK, opening a named pipe waits for somebody to write to it.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.unreadable(path) }
        defer { close(descriptor) }
        var information = stat()
        guard fstat(descriptor, &information) == 0 else { throw Self.unreadable(path) }
        guard information.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable(file: path, reason: "it is not a regular file")
        }
        let size = Int(information.st_size)
        guard size > 0 else { throw .unreadable(file: path, reason: "it is empty") }
        guard let base = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED else {
            throw Self.unreadable(path)
        }
        bytes = UnsafeRawBufferPointer(start: base, count: size)
    }

    deinit {
        munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    }

    /// The SHA-256 of the content, 64 lower-case hexadecimal digits.
    package var digest: String {
        // The bytes of a file that nobody names any more are unmapped at once.
        withExtendedLifetime(self) {
            var hash = SHA256()
            for start in stride(from: 0, to: bytes.count, by: Self.piece) {
                let end = min(start + Self.piece, bytes.count)
                let part = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
                hash.update(bufferPointer: part)
                // Reading a large file once is no reason to hold it in memory.
                if bytes.count > Self.piece { discard(part) }
            }
            return hexadecimal(hash.finalize())
        }
    }

    /// Bytes that are hashed at a time: 64 MiB.
    private static let piece = 64 << 20

    private static func unreadable(_ path: String) -> WeightFileError {
        .unreadable(file: path, reason: String(cString: strerror(errno)))
    }
}

/// The SHA-256 of bytes, 64 lower-case hexadecimal digits.
package func sha256(of bytes: UnsafeRawBufferPointer) -> String {
    var hash = SHA256()
    hash.update(bufferPointer: bytes)
    return hexadecimal(hash.finalize())
}

private func hexadecimal(_ digest: SHA256.Digest) -> String {
    digest.map { byte in
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }.joined()
}

extension MappedFile: DiscardableMemory {
    /// Gives whole pages of the content back to the system; they are read from the file again when they are needed.
    public func discard(_ part: UnsafeRawBufferPointer) {
        guard let start = part.baseAddress, let base = bytes.baseAddress else { return }
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let first = (start - base + page - 1) / page * page
        let end = (start - base + part.count) / page * page
        guard first >= 0, first < end, end <= bytes.count else { return }
        madvise(UnsafeMutableRawPointer(mutating: base + first), end - first, MADV_DONTNEED)
    }
}
