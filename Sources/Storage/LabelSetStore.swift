import Crypto
public import Foundation
package import GRDB

/// The users' label sets, as immutable, numbered versions of opaque content.
///
/// Every function blocks its thread for one SQLite read (microseconds) or one synced write (milliseconds, up
/// to the busy timeout of 5 s while another process writes); they are safe to call from any thread at once.
/// Names are case-sensitive and compared in Unicode normalisation form C. Deleting a set hides its versions
/// and keeps their rows, so numbering goes on when the name is used again.
public struct LabelSetStore: Sendable {
    /// The largest content of one version, in bytes.
    public static let maximumContentBytes = 4 << 20
    /// The most names in use at once.
    public static let maximumLabelSets = 10_000
    /// The longest name, in UTF-8 bytes.
    public static let maximumNameBytes = 256

    /// The connections to the file.
    package let pool: DatabasePool
    private let file: DatabaseFile
    private let now: @Sendable () -> Date

    init(file: DatabaseFile, now: @escaping @Sendable () -> Date) throws(StorageError) {
        self.file = file
        self.now = now
        self.pool = try file.open()
    }

    /// Stores the content as the next version of the name, unless the latest version has exactly this
    /// content.
    ///
    /// - Returns: The stored version, and whether this call created it.
    /// - Throws: ``StorageError/conflict(name:current:)`` where the precondition does not hold, the bounds'
    ///   errors, and ``StorageError/storageFull(path:)`` or ``StorageError/notWritable(path:)``: then nothing
    ///   changed.
    public func put(
        name: String,
        content: Data,
        labelCount: Int,
        if precondition: LabelSetPrecondition = .none
    ) throws(StorageError) -> (labelSet: StoredLabelSet, created: Bool) {
        let name = try Self.normalized(name)
        guard content.count <= Self.maximumContentBytes else {
            throw .contentTooLarge(limit: Self.maximumContentBytes, received: content.count)
        }
        let digest = Self.digest(of: content)
        let createdAt = Self.milliseconds(now())
        return try file.reportingErrors {
            try pool.write { database in
                let history = try LabelSetHistory(of: name, in: database)
                guard precondition.holds(for: history.latest?.entityTag) else {
                    throw StorageError.conflict(name: name, current: history.latest?.entityTag)
                }
                if let latest = history.latest, latest.digest == digest, latest.content == content {
                    return (latest, false)
                }
                if history.latest == nil { try Self.checkRoom(in: database) }
                let next = StoredLabelSet(
                    name: name,
                    version: history.highestVersion + 1,
                    content: content,
                    digest: digest,
                    labelCount: labelCount,
                    createdAt: Self.date(createdAt)
                )
                try Self.insert(next, at: createdAt, into: database)
                return (next, true)
            }
        }
    }

    /// Writes a row, synced as a label set is, and so finds out whether label sets could be stored now.
    ///
    /// - Throws: What storing a label set would throw: ``StorageError/storageFull(path:)``,
    ///   ``StorageError/notWritable(path:)``, ``StorageError/locked(path:)``.
    public func checkWritable() throws(StorageError) {
        let writtenAt = Self.milliseconds(now())
        try file.reportingErrors {
            try pool.write { database in
                try database.execute(
                    sql: "INSERT OR REPLACE INTO heartbeat (id, writtenAt) VALUES (1, ?)",
                    arguments: [writtenAt]
                )
            }
        }
    }

    func close() throws(StorageError) {
        try file.close(pool)
    }

    /// The latest version of the name, or nil where the name is not in use.
    public func latest(_ name: String) throws(StorageError) -> StoredLabelSet? {
        let name = try Self.normalized(name)
        return try checked(
            file.reportingErrors { try pool.read { try LabelSetHistory(of: name, in: $0).latest } }
        )
    }

    /// One version of the name, or nil where there is none or the set it belonged to was deleted.
    public func version(_ version: Int, of name: String) throws(StorageError) -> StoredLabelSet? {
        let name = try Self.normalized(name)
        return try checked(
            file.reportingErrors {
                try pool.read { database in
                    let row = try Row.fetchOne(
                        database,
                        sql: """
                            SELECT * FROM labelSetVersion
                            WHERE name = ? AND version = ? AND deletedAt IS NULL
                            """,
                        arguments: [name, version]
                    )
                    return try row.map(StoredLabelSet.init(row:))
                }
            }
        )
    }

    /// What a listing says of one version of the name, or of the latest where that is nil: all but the content, which is
    /// not read. Nil where there is no such version or the set it belonged to was deleted.
    public func summary(of name: String, version: Int? = nil) throws(StorageError) -> LabelSetSummary? {
        let name = try Self.normalized(name)
        return try file.reportingErrors {
            try pool.read { database in
                let row = try Row.fetchOne(
                    database,
                    sql: """
                        SELECT name, version, digest, labelCount, createdAt FROM labelSetVersion
                        WHERE name = :name AND (version = :version OR :version IS NULL) AND deletedAt IS NULL
                        ORDER BY version DESC LIMIT 1
                        """,
                    arguments: ["name": name, "version": version]
                )
                return try row.map(LabelSetSummary.init(row:))
            }
        }
    }

    /// The latest version of every name in use, by name in the order of their UTF-8 bytes, without the
    /// contents.
    public func list() throws(StorageError) -> [LabelSetSummary] {
        try file.reportingErrors {
            try pool.read { database in
                let rows = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT name, max(version) AS version, digest, labelCount, createdAt FROM labelSetVersion
                        WHERE deletedAt IS NULL GROUP BY name ORDER BY name
                        """
                )
                return try rows.map(LabelSetSummary.init(row:))
            }
        }
    }

    /// Takes the name out of use; its versions stay in the file, hidden.
    ///
    /// - Returns: Whether the name was in use.
    /// - Throws: As ``put(name:content:labelCount:if:)``.
    @discardableResult
    public func delete(
        _ name: String,
        if precondition: LabelSetPrecondition = .none
    ) throws(StorageError) -> Bool {
        let name = try Self.normalized(name)
        let deletedAt = Self.milliseconds(now())
        return try file.reportingErrors {
            try pool.write { database in
                let current = try LabelSetHistory(of: name, in: database).latest?.entityTag
                guard precondition.holds(for: current) else {
                    throw StorageError.conflict(name: name, current: current)
                }
                try database.execute(
                    sql: "UPDATE labelSetVersion SET deletedAt = ? WHERE name = ? AND deletedAt IS NULL",
                    arguments: [deletedAt, name]
                )
                return current != nil
            }
        }
    }

    /// Refuses content that changed on the disk since it was stored.
    private func checked(_ labelSet: StoredLabelSet?) throws(StorageError) -> StoredLabelSet? {
        guard let labelSet else { return nil }
        guard Self.digest(of: labelSet.content) == labelSet.digest else {
            throw .damagedVersion(name: labelSet.name, version: labelSet.version)
        }
        return labelSet
    }

    private static func checkRoom(in database: Database) throws {
        let sql = "SELECT count(DISTINCT name) FROM labelSetVersion WHERE deletedAt IS NULL"
        guard try Int.fetchOne(database, sql: sql) ?? 0 < maximumLabelSets else {
            throw StorageError.tooManyLabelSets(limit: maximumLabelSets)
        }
    }

    private static func insert(_ labelSet: StoredLabelSet, at createdAt: Int64, into database: Database)
        throws
    {
        try database.execute(
            sql: """
                INSERT INTO labelSetVersion (name, version, content, digest, labelCount, createdAt)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                labelSet.name, labelSet.version, labelSet.content, labelSet.digest, labelSet.labelCount,
                createdAt,
            ]
        )
    }

    private static func normalized(_ name: String) throws(StorageError) -> String {
        let name = name.precomposedStringWithCanonicalMapping
        let hasControl = name.unicodeScalars.contains { $0.properties.generalCategory == .control }
        guard !hasControl, (1...maximumNameBytes).contains(name.utf8.count) else { throw .invalidName }
        return name
    }

    private static func digest(of content: Data) -> String {
        SHA256.hash(data: content).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    private static func milliseconds(_ date: Date) -> Int64 {
        Int64(exactly: (date.timeIntervalSince1970 * 1000).rounded()) ?? 0
    }

    static func date(_ milliseconds: Int64) -> Date {
        Date(timeIntervalSince1970: Double(milliseconds) / 1000)
    }
}
