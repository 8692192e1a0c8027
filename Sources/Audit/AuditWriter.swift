import Foundation

/// `write(2)`, which a test replaces to fill the disk.
package typealias AuditWriting = @Sendable (Int32, UnsafeRawBufferPointer) -> Int

/// The files of a log as its one writer sees them; belongs to whoever holds the log's writing lock.
///
/// Whatever fails leaves the file ending in a whole record, or is put right before the next one is written.
struct AuditWriter: Sendable {
    let folder: AuditFolder
    private let configuration: AuditConfiguration
    private let writing: AuditWriting
    private let lock: OpenFile
    private var file: OpenFile
    private var numbers: [Int]
    private var size: Int
    /// Whether the file holds more than what was written when it was begun: each takes at least one record, however
    /// small it is to stay.
    private var isBegun: Bool
    private(set) var head: AuditHead
    /// Whether bytes may be left behind the last whole record, because taking them away failed too.
    private var mayBeTorn = false
    private var isRemovalGivenUp = false
    private var untoldRemovalFailure: AuditError?
    private(set) var isSynchronized = true

    /// Lines that go to the disk with one call.
    private static let batchBytes = 256 << 10

    /// Opens or makes the log of a folder.
    ///
    /// - Returns: The writer, and the end of the last file where a crash has torn it.
    static func open(
        _ folder: AuditFolder,
        lock: OpenFile,
        _ configuration: AuditConfiguration,
        writing: @escaping AuditWriting
    ) throws(AuditError) -> (writer: AuditWriter, torn: AuditTail?) {
        var numbers = try folder.numbers()
        let isNew = numbers.isEmpty
        if isNew { numbers = [1] }
        let path = folder.path(numbers[numbers.count - 1])
        guard let file = OpenFile(path, O_RDWR | O_APPEND | (isNew ? O_CREAT | O_EXCL : 0)) else {
            throw .notWritable(path: path, reason: lastReason())
        }
        if isNew { try folder.synchronize() }
        let tail = try AuditTail(of: file, path: path)
        var head = try tail.head(path: path)
        if head == nil { head = try earlierHead(folder, numbers.dropLast()) }
        if tail.tornBytes > 0, ftruncate(file.descriptor, off_t(tail.wholeSize)) != 0 {
            throw .notWritable(path: path, reason: lastReason())
        }
        let writer = AuditWriter(
            folder: folder,
            configuration: configuration,
            writing: writing,
            lock: lock,
            file: file,
            numbers: numbers,
            size: tail.wholeSize,
            isBegun: tail.wholeSize > 0,
            head: head ?? .beginning
        )
        return (writer, tail.tornBytes > 0 ? tail : nil)
    }

    /// The head at the end of the files before the last, which may have been begun just before a crash.
    private static func earlierHead(
        _ folder: AuditFolder,
        _ numbers: ArraySlice<Int>
    ) throws(AuditError) -> AuditHead {
        for number in numbers.reversed() {
            let path = folder.path(number)
            guard let file = OpenFile(path, O_RDONLY) else {
                throw .notReadable(path: path, reason: lastReason())
            }
            let tail = try AuditTail(of: file, path: path)
            guard tail.tornBytes == 0 else { throw .damaged(path: path, reason: "its last line has no end") }
            if let head = try tail.head(path: path) { return head }
        }
        return .beginning
    }

    /// Writes records until one cannot be written.
    ///
    /// - Returns: How many were written, and why the next was not.
    mutating func append(_ records: [PendingRecord]) -> (written: Int, failure: AuditError?) {
        var written = 0
        do throws(AuditError) {
            if numbers.count > max(configuration.maximumFiles, 2), let first = records.first {
                try removeOldest(at: first.date)
            }
            while written < records.count {
                let batch = batch(of: records[written...])
                if batch.count == 0 {
                    try rotate(at: records[written].date)
                } else {
                    try write(batch)
                    isBegun = true
                    written += batch.count
                }
            }
            return (written, nil)
        } catch {
            return (written, error)
        }
    }

    /// Waits until all that was written is on the disk.
    mutating func synchronize() throws(AuditError) {
        guard !isSynchronized else { return }
        guard fsync(file.descriptor) == 0 else { throw failure() }
        isSynchronized = true
    }

    private func failure() -> AuditError {
        .notWritable(path: folder.path(numbers[numbers.count - 1]), reason: lastReason())
    }
}

// MARK: - Lines

extension AuditWriter {
    private struct Batch {
        var bytes = Data()
        var count = 0
        var head: AuditHead
    }

    /// The lines of as many records as the file and one call take; none where the file is full.
    private func batch(of records: ArraySlice<PendingRecord>) -> Batch {
        var batch = Batch(head: head)
        for record in records where batch.bytes.count < Self.batchBytes {
            let (line, next) = Self.line(for: record, after: batch.head)
            let end = size + batch.bytes.count
            let isFirst = !isBegun && batch.count == 0
            guard isFirst || end + line.count <= configuration.maximumFileBytes else { break }
            batch.bytes += line
            batch.head = next
            batch.count += 1
        }
        return batch
    }

    private static func line(for pending: PendingRecord, after head: AuditHead) -> (Data, AuditHead) {
        let record = AuditRecord(pending.entry, detail: pending.detail, at: pending.date, after: head)
        // Integers and strings always encode: there is nothing in a record that could fail to.
        let line = (try? record.line()) ?? Data()
        let next = AuditHead(sequence: record.sequence, hash: AuditRecord.hash(of: line))
        return (line + [AuditRecord.lineEnd], next)
    }

    /// Takes away what a failed call may have left behind the last whole record.
    private mutating func repair() throws(AuditError) {
        guard mayBeTorn else { return }
        guard ftruncate(file.descriptor, off_t(size)) == 0 else { throw failure() }
        mayBeTorn = false
    }

    private mutating func write(_ batch: Batch) throws(AuditError) {
        try repair()
        var rest = batch.bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { writing(file.descriptor, $0) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let cause = failure()
                mayBeTorn = ftruncate(file.descriptor, off_t(size)) != 0
                throw cause
            }
            rest = rest.dropFirst(count)
        }
        size += batch.bytes.count
        head = batch.head
        isSynchronized = false
    }
}

// MARK: - Files

extension AuditWriter {
    /// Begins the next file, and removes the oldest where there are too many.
    private mutating func rotate(at date: Date) throws(AuditError) {
        try repair()
        try synchronize()
        let number = numbers[numbers.count - 1] + 1
        let path = folder.path(number)
        guard let next = OpenFile(path, O_RDWR | O_APPEND | O_CREAT | O_EXCL) else {
            throw .notWritable(path: path, reason: lastReason())
        }
        file = next
        size = 0
        isBegun = false
        numbers.append(number)
        try folder.synchronize()
        try removeOldest(at: date)
    }

    /// Removes the oldest files beyond those kept, each after a record of it is on the disk.
    private mutating func removeOldest(at date: Date) throws(AuditError) {
        while numbers.count > max(configuration.maximumFiles, 2), !isRemovalGivenUp {
            guard let end = try headBefore(folder.path(numbers[1])) else {
                isRemovalGivenUp = true
                untoldRemovalFailure = .damaged(
                    path: folder.path(numbers[1]),
                    reason: "its first line is not a record"
                )
                return
            }
            let record = PendingRecord.removal(of: folder.name(numbers[0]), endingAt: end, at: date)
            let (line, next) = Self.line(for: record, after: head)
            try write(Batch(bytes: line, count: 1, head: next))
            try synchronize()
            let path = folder.path(numbers[0])
            guard unlink(path) == 0 || errno == ENOENT else {
                throw .notWritable(path: path, reason: lastReason())
            }
            numbers.removeFirst()
            try folder.synchronize()
        }
    }

    /// Where the chain stood before a file's first record; nil where the file does not begin with one.
    private func headBefore(_ path: String) throws(AuditError) -> AuditHead? {
        guard let file = OpenFile(path, O_RDONLY),
            let start = file.bytes(at: 0, count: AuditRecord.maximumBytes)
        else { throw .notReadable(path: path, reason: lastReason()) }
        let line = Data(start.prefix { $0 != AuditRecord.lineEnd })
        return AuditRecord(line: line).map { AuditHead(sequence: $0.sequence - 1, hash: $0.previous) }
    }

    /// Why the oldest file stays, once: nil where none has to go, and when asked again.
    mutating func takeRemovalFailure() -> AuditError? {
        defer { untoldRemovalFailure = nil }
        return untoldRemovalFailure
    }
}
