import Crypto
import Foundation

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
        withExtendedLifetime(self) { sha256(of: bytes) }
    }

    private static func unreadable(_ path: String) -> WeightFileError {
        .unreadable(file: path, reason: String(cString: strerror(errno)))
    }
}

/// The SHA-256 of bytes, 64 lower-case hexadecimal digits.
package func sha256(of bytes: UnsafeRawBufferPointer) -> String {
    var hash = SHA256()
    hash.update(bufferPointer: bytes)
    return hash.finalize().map { byte in
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }.joined()
}
