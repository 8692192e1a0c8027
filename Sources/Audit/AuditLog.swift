import Dispatch
public import Foundation
import Locking

/// The record of who did what, in files of JSON lines of which every line holds the hash of the one before.
///
/// Records are taken in without waiting for the disk, numbered and written in their order by one thread at a
/// time. They reach the operating system within milliseconds, so the death of the process loses only those
/// that wait, and the disk (`fsync`) after a second at most, when a file is full, and at ``close(at:)``: a
/// power cut may cost the last second.
///
/// While the disk is full, records wait in memory and writing is tried again every second; those for which
/// there is no room any more are counted, and the log says how many once it can. One process at a time writes
/// a log.
public final class AuditLog: Sendable {
    struct State {
        var waiting: [PendingRecord] = []
        var lost = 0
        var lastLoss = Date.distantPast
        var isDrainScheduled = false
        var isSynchronizationScheduled = false
        var isClosed = false
        var failure: AuditError?
        var lastError: AuditError?
        var head: AuditHead
    }

    /// Hashes the objects of records.
    public let objects: ObjectHasher

    private let maximumWaiting: Int
    let onEvent: @Sendable (AuditEvent) -> Void
    let queue = DispatchQueue(label: "hilum.audit", qos: .utility)
    /// Locked before `state` wherever both are.
    let writer: Guarded<AuditWriter?>
    let state: Guarded<State>

    /// Opens the log of a folder, or begins one, and records the start.
    ///
    /// - Parameters:
    ///   - folder: Made if it is missing; its parent must exist.
    ///   - date: Now.
    ///   - onEvent: Called from whichever thread noticed the event; for the log.
    /// - Throws: An ``AuditError`` where the log cannot be continued: after checking its last records,
    ///   nothing is ever written behind a chain that is broken there.
    public convenience init(
        folder: String,
        configuration: AuditConfiguration = AuditConfiguration(),
        at date: Date,
        onEvent: @escaping @Sendable (AuditEvent) -> Void
    ) throws(AuditError) {
        try self.init(
            folder: folder,
            configuration: configuration,
            at: date,
            writing: { Foundation.write($0, $1.baseAddress, $1.count) },
            onEvent: onEvent
        )
    }

    /// A log whose writes a test can let fail.
    package init(
        folder path: String,
        configuration: AuditConfiguration,
        at date: Date,
        writing: @escaping AuditWriting,
        onEvent: @escaping @Sendable (AuditEvent) -> Void
    ) throws(AuditError) {
        let folder = AuditFolder(path: path)
        try folder.make()
        let lock = try folder.lock()
        objects = try ObjectHasher(in: folder)
        let opened = try AuditWriter.open(folder, lock: lock, configuration, writing: writing)
        var writer = opened.writer
        let first = (opened.torn.map { [.torn($0, at: date)] } ?? []) + [PendingRecord.start(at: date)]
        if let failure = writer.append(first).failure { throw failure }
        try writer.synchronize()
        let removalFailure = writer.takeRemovalFailure()
        maximumWaiting = max(configuration.maximumWaiting, 1)
        state = Guarded(State(head: writer.head))
        self.writer = Guarded(writer)
        self.onEvent = onEvent
        if let torn = opened.torn { onEvent(.tornLine(bytes: torn.tornBytes)) }
        if let removalFailure { onEvent(.notRemoved(removalFailure)) }
    }

    /// Takes a record in; returns at once. Where too many wait, or the log was closed, it is counted as lost.
    public func record(_ entry: AuditEntry, at date: Date) {
        let isDrainNeeded = state.withLock { state in
            guard state.waiting.count < maximumWaiting, !state.isClosed else {
                state.lost += 1
                state.lastLoss = date
                return false
            }
            state.waiting.append(PendingRecord(entry, at: date))
            defer { state.isDrainScheduled = true }
            return !state.isDrainScheduled
        }
        if isDrainNeeded { queue.async { self.drain() } }
    }

    /// Writes what waits and waits for the disk; blocks the thread. ``isHealthy`` tells whether it worked.
    public func flush() {
        queue.sync {
            write()
            synchronize()
        }
    }

    /// Records the stop, writes what waits, waits for the disk and lets go of the files; blocks the thread.
    public func close(at date: Date) {
        let wasClosed = state.withLock { state in
            defer { state.isClosed = true }
            if !state.isClosed { state.waiting.append(.stop(at: date)) }
            return state.isClosed
        }
        guard !wasClosed else { return }
        flush()
        writer.withLock { $0 = nil }
        state.withLock { state in
            state.lost += state.waiting.count
            state.waiting = []
        }
    }
}

// MARK: - Health

extension AuditLog {
    /// Whether the last attempt to write, and to reach the disk, worked.
    public var isHealthy: Bool { state.withLock { $0.failure == nil } }

    /// Why writing failed the last time it did, also after it works again; nil where it never has.
    public var lastError: AuditError? { state.withLock { $0.lastError } }

    /// The records that are lost and of which the log does not tell yet.
    public var lostRecords: Int { state.withLock { $0.lost } }

    /// The last record written; noted elsewhere, it proves later that nothing before it was cut off.
    public var head: AuditHead { state.withLock { $0.head } }
}
