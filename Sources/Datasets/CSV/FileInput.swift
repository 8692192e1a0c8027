import Foundation

/// An open file that is read from its beginning to its end.
final class FileInput {
    private static let chunkBytes = 1 << 18

    private let path: String
    private let descriptor: Int32

    init(path: String) throws(DatasetError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let error = DatasetError.unreadable(path)
            throw access(path + ".gz", F_OK) == 0 ? .compressed(file: path + ".gz") : error
        }
    }

    deinit { close(descriptor) }

    /// Replaces `chunk` by the next bytes; by none at the end.
    func read(into chunk: inout [UInt8]) throws(DatasetError) {
        while true {
            var count = 0
            chunk = [UInt8](unsafeUninitializedCapacity: Self.chunkBytes) { buffer, initialized in
                count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
                initialized = max(count, 0)
            }
            if count >= 0 { return }
            guard errno == EINTR else { throw .unreadable(path) }
        }
    }

    /// The whole of a file that is no larger than a limit.
    static func content(of path: String, limit: Int) throws(DatasetError) -> [UInt8] {
        let input = try FileInput(path: path)
        var content: [UInt8] = []
        var chunk: [UInt8] = []
        repeat {
            try input.read(into: &chunk)
            content += chunk
            guard content.count <= limit else { throw .tooLarge(file: path, limit: limit, unit: "bytes") }
        } while !chunk.isEmpty
        return content
    }
}

extension DatasetError {
    /// The failure to read that `errno` names.
    static func unreadable(_ file: String) -> DatasetError {
        .unreadable(file: file, reason: String(cString: strerror(errno)))
    }

    /// The failure to write that `errno` names.
    static func unwritable(_ file: String) -> DatasetError {
        .unwritable(file: file, reason: String(cString: strerror(errno)))
    }
}
