package import Foundation
package import GRDB
import Locking

/// The cache of prompt embeddings: bounded, least recently used out first, and never a reason for a request
/// to fail.
///
/// No prompt is stored, only a digest of it. Whatever goes wrong is a miss and at most one ``StorageEvent``:
/// a damaged file, whenever it is noticed, is renamed aside and replaced by an empty one; a full or read-only
/// disk leaves new embeddings uncached. Every function blocks its thread for one SQLite transaction and may
/// be called from any thread.
public final class PromptEmbeddingStore: Sendable {
    /// The most embeddings that are kept: about 210 MB on disk at 512 dimensions.
    public static let maximumEmbeddings = 50_000
    /// A cache that breaks more often than this in one run is left alone for the rest of it.
    static let maximumRebuilds = 3
    /// Last-use times are kept in hours, so that a hit costs a write at most once an hour.
    private static let secondsPerUseStamp: TimeInterval = 3600

    private struct State {
        var pool: DatabasePool?
        var rebuilds = 0
        var isReadFailureReported = false
        var isWriteFailureReported = false
    }

    private let file: DatabaseFile
    private let limit: Int
    private let now: @Sendable () -> Date
    private let onEvent: @Sendable (StorageEvent) -> Void
    private let state = Guarded(State())

    /// A cache of at most `limit` embeddings in the file at `path`.
    package convenience init(
        path: String,
        limit: Int,
        now: @escaping @Sendable () -> Date,
        onEvent: @escaping @Sendable (StorageEvent) -> Void
    ) {
        let file = DatabaseFile(path: path, format: .promptCache, busyTimeout: 5)
        self.init(file: file, limit: limit, now: now, onEvent: onEvent)
    }

    init(
        file: DatabaseFile,
        limit: Int,
        now: @escaping @Sendable () -> Date,
        onEvent: @escaping @Sendable (StorageEvent) -> Void
    ) {
        self.file = file
        self.limit = limit
        self.now = now
        self.onEvent = onEvent
        state.withLock { openOrSetAside(&$0) }.forEach(onEvent)
    }

    /// The connections to the cache, nil where it cannot be used.
    package var pool: DatabasePool? { state.withLock { $0.pool } }

    /// The cached embedding of each prompt, in the prompts' order; nil is a miss.
    ///
    /// Prompts count as equal only if their UTF-8 bytes are.
    public func embeddings(for prompts: [String], from encoder: PromptEncoderIdentity) -> [[Float]?] {
        let keys = prompts.map(encoder.key)
        let misses = [[Float]?](repeating: nil, count: prompts.count)
        guard !keys.isEmpty, let pool else { return misses }
        do {
            let distinct = Array(Set(keys))
            let rows = try file.reportingErrors {
                try pool.read { try PromptEmbeddingTable.rows(for: distinct, in: $0) }
            }
            state.withLock { $0.isReadFailureReported = false }
            touch(rows, in: pool)
            let found = rows.map { ($0.key, $0.embedding(dimensions: encoder.dimensions)) }
            let byKey = Dictionary(found, uniquingKeysWith: { first, _ in first })
            return keys.map { byKey[$0] ?? nil }
        } catch {
            report(error, of: pool, writing: false)
            return misses
        }
    }

    /// Keeps the embeddings; a prompt whose embedding has not `dimensions` finite values is left out.
    public func insert(
        _ embeddings: [(prompt: String, embedding: [Float])],
        from encoder: PromptEncoderIdentity
    ) {
        let stamp = useStamp()
        let rows = embeddings.compactMap { entry in
            PromptEmbeddingRow(
                key: encoder.key(of: entry.prompt),
                embedding: entry.embedding,
                dimensions: encoder.dimensions,
                lastUse: stamp
            )
        }
        guard !rows.isEmpty, let pool else { return }
        write(to: pool) { [limit] database in
            try PromptEmbeddingTable.insert(rows, limit: limit, into: database)
        }
    }

    private func touch(_ rows: [PromptEmbeddingRow], in pool: DatabasePool) {
        let stamp = useStamp()
        let stale = rows.filter { $0.lastUse < stamp }.map(\.key)
        guard !stale.isEmpty else { return }
        write(to: pool) { try PromptEmbeddingTable.touch(stale, at: stamp, in: $0) }
    }

    private func write(to pool: DatabasePool, _ updates: (Database) throws -> Void) {
        do {
            try file.reportingErrors { try pool.write(updates) }
            state.withLock { $0.isWriteFailureReported = false }
        } catch {
            report(error, of: pool, writing: true)
        }
    }

    private func useStamp() -> Int {
        Int(exactly: (now().timeIntervalSince1970 / Self.secondsPerUseStamp).rounded(.down)) ?? 0
    }
}

// MARK: - The end

extension PromptEmbeddingStore {
    /// From now on everything is a miss. What is lost of the log is only a cache's: nobody is waited for.
    func close() {
        let pool = state.withLock { state in
            defer { state.pool = nil }
            return state.pool
        }
        try? pool?.close()
    }
}

// MARK: - Failures

extension PromptEmbeddingStore {
    private func report(_ error: StorageError, of failed: DatabasePool, writing: Bool) {
        let events: [StorageEvent] = state.withLock { state in
            // Another thread has replaced the file that failed: there is nothing left to do or to say.
            guard state.pool === failed else { return [] }
            if error.isDamage { return rebuild(&state) }
            let isReported = writing ? state.isWriteFailureReported : state.isReadFailureReported
            guard !isReported else { return [] }
            if writing {
                state.isWriteFailureReported = true
                return [.promptCacheWriteFailed(error)]
            }
            state.isReadFailureReported = true
            return [.promptCacheReadFailed(error)]
        }
        events.forEach(onEvent)
    }

    private func openOrSetAside(_ state: inout State) -> [StorageEvent] {
        do {
            state.pool = try file.open()
            return []
        } catch {
            return error.isDamage ? rebuild(&state) : [.promptCacheUnavailable(error)]
        }
    }

    private func rebuild(_ state: inout State) -> [StorageEvent] {
        try? state.pool?.close()
        state.pool = nil
        state.rebuilds += 1
        guard state.rebuilds <= Self.maximumRebuilds else {
            return [.promptCacheUnavailable(.corrupt(path: file.path))]
        }
        do {
            let movedTo = try DamagedDatabase(path: file.path).setAside(at: now())
            let event = StorageEvent.promptCacheSetAside(path: file.path, movedTo: movedTo)
            return [event] + openOrSetAside(&state)
        } catch {
            return [.promptCacheUnavailable(error)]
        }
    }
}

extension StorageError {
    fileprivate var isDamage: Bool {
        switch self {
        case .corrupt, .notADatabase: return true
        default: return false
        }
    }
}
