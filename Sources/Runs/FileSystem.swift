import Crypto
import Foundation

/// Why a call to the system failed, in one clause.
struct SystemFailure: Error {
    let reason: String

    /// The failure of the call that was just made.
    static func last(_ action: String) -> SystemFailure {
        SystemFailure(reason: "\(action): \(String(cString: strerror(errno)))")
    }

    /// Why any error came about; of Foundation's, what the system said.
    static func reason(for error: any Error) -> String {
        if let failure = error as? SystemFailure { return failure.reason }
        guard let error = error as? CocoaError else { return "\(error)" }
        if let cause = error.underlying as? POSIXError {
            return String(cString: strerror(cause.code.rawValue))
        }
        return error.localizedDescription
    }
}

/// The steps by which a file gets to the disk and stays there.
enum FileSystem {
    /// Writes a new file and waits until it is on the disk.
    static func write(_ content: Data, to path: String) throws(SystemFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .last("creating \(name(path))") }
        defer { close(descriptor) }
        try append(content, to: descriptor, name: name(path))
        guard fsync(descriptor) == 0 else { throw .last("saving \(name(path))") }
    }

    /// Writes all bytes at the descriptor's place.
    static func append(_ content: Data, to descriptor: Int32, name: String) throws(SystemFailure) {
        var rest = content[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 {
                if errno == EINTR { continue }
                throw .last("writing \(name)")
            }
            rest = rest.dropFirst(written)
        }
    }

    /// Waits until a file's content, or a folder's list of names, is on the disk.
    static func synchronize(_ path: String) throws(SystemFailure) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last("opening \(name(path))") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .last("saving \(name(path))") }
    }

    /// The size in bytes and the SHA-256, in hexadecimal digits, of a file.
    static func digest(_ path: String) throws(SystemFailure) -> (size: Int, sha256: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last("opening \(name(path))") }
        defer { close(descriptor) }
        var hash = SHA256()
        var size = 0
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw .last("reading \(name(path))")
            }
            if count == 0 { break }
            hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            size += count
        }
        return (size, hash.finalize().map { String(format: "%02x", $0) }.joined())
    }

    /// The content of an open file as far as its size goes.
    static func content(of descriptor: Int32, name: String) throws(SystemFailure) -> Data {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .last("examining \(name)") }
        do {
            let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
            try file.seek(toOffset: 0)
            return try file.read(upToCount: Int(status.st_size)) ?? Data()
        } catch {
            throw SystemFailure(reason: "reading \(name): \(SystemFailure.reason(for: error))")
        }
    }

    private static func name(_ path: String) -> String {
        URL(fileURLWithPath: path).lastPathComponent
    }
}
