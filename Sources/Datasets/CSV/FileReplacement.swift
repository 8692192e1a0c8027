import Foundation

/// A CSV file that is written beside its place and takes it when it is whole.
final class FileReplacement {
    private static let bufferBytes = 1 << 18

    private let path: String
    private let aside: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var isCommitted = false

    init(path: String) throws(DatasetError) {
        let location = URL(filePath: path).absoluteURL
        self.path = path
        aside =
            location.deletingLastPathComponent()
            .appending(path: ".\(location.lastPathComponent).partial-\(UUID().uuidString)").path
        descriptor = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .unwritable(path) }
    }

    deinit {
        close(descriptor)
        if !isCommitted { unlink(aside) }
    }

    /// Appends a record, fields quoted where they must be.
    func write(_ fields: [String]) throws(DatasetError) {
        for (index, field) in fields.enumerated() {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            append(field)
        }
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count >= Self.bufferBytes { try flush() }
    }

    /// Puts the file into its place, on the disk.
    func commit() throws(DatasetError) {
        try flush()
        guard fsync(descriptor) == 0, rename(aside, path) == 0 else { throw .unwritable(path) }
        isCommitted = true
    }

    private func append(_ field: String) {
        let isPlain = field.utf8.allSatisfy { byte in
            byte != UInt8(ascii: ",") && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\n")
                && byte != UInt8(ascii: "\r")
        }
        if isPlain {
            buffer += field.utf8
            return
        }
        buffer.append(UInt8(ascii: "\""))
        for byte in field.utf8 {
            if byte == UInt8(ascii: "\"") { buffer.append(byte) }
            buffer.append(byte)
        }
        buffer.append(UInt8(ascii: "\""))
    }

    private func flush() throws(DatasetError) {
        var written = 0
        while written < buffer.count {
            let count = buffer[written...].withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .unwritable(path) }
            written += count
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
