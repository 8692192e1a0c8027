import Foundation

/// The lines of a log file one after the other, in memory for one of them.
struct AuditLines {
    enum Line: Equatable {
        case whole(Data)
        /// The end of the file, with the length of what has no line end.
        case unfinished(bytes: Int)
        case tooLong
    }

    private let file: OpenFile
    private let path: String
    private var offset = 0
    private var buffer = Data()
    private var isAtEnd = false

    private static let chunkBytes = 64 << 10

    init(path: String) throws(AuditError) {
        guard let file = OpenFile(path, O_RDONLY | O_NONBLOCK) else {
            throw .notReadable(path: path, reason: lastReason())
        }
        self.file = file
        self.path = path
    }

    /// The next line without its end; nil after the last.
    mutating func next() throws(AuditError) -> Line? {
        while true {
            if let end = buffer.firstIndex(of: AuditRecord.lineEnd) {
                let line = Data(buffer[..<end])
                buffer = buffer[(end + 1)...]
                return line.count <= AuditRecord.maximumBytes ? .whole(line) : .tooLong
            }
            if buffer.count > AuditRecord.maximumBytes { return .tooLong }
            if isAtEnd {
                guard !buffer.isEmpty else { return nil }
                defer { buffer = Data() }
                return .unfinished(bytes: buffer.count)
            }
            guard let chunk = file.bytes(at: offset, count: Self.chunkBytes) else {
                throw .notReadable(path: path, reason: lastReason())
            }
            isAtEnd = chunk.count < Self.chunkBytes
            offset += chunk.count
            buffer = Data(buffer) + chunk
        }
    }
}
