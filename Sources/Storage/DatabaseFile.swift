import Foundation
import GRDB

/// What one kind of database file of ours is recognised by and made with.
struct DatabaseFormat: Sendable {
    /// The number in the file's header that tells our files from others' (SQLite `PRAGMA application_id`).
    let applicationIdentifier: Int32
    /// `FULL` where a committed write must survive a power cut, `NORMAL` where losing the last ones is
    /// harmless.
    let synchronous: String
    /// Whether the whole file is checked before use; its cost grows with the file.
    let checksIntegrity: Bool
    /// The schema, step by step.
    let migrator: DatabaseMigrator
}

/// Opens a database file: checks it without changing it, then connects and migrates it.
struct DatabaseFile: Sendable {
    let path: String
    let format: DatabaseFormat
    /// How long a call waits for another process's lock, in seconds.
    let busyTimeout: TimeInterval

    /// The write-ahead log is cut back to this many bytes at a checkpoint.
    private static let journalSizeLimit = 64 << 20

    /// - Parameter path: Made absolute, so that SQLite's special names (`:memory:`) mean plain files.
    init(path: String, format: DatabaseFormat, busyTimeout: TimeInterval) {
        self.path = URL(fileURLWithPath: path).path
        self.format = format
        self.busyTimeout = busyTimeout
    }

    /// The connections to the file, made if it is missing and migrated to the newest schema.
    func open() throws(StorageError) -> DatabasePool {
        if try existingSize() > 0 {
            try inspect()
        }
        return try reportingErrors {
            let pool = try DatabasePool(path: path, configuration: configuration(readOnly: false))
            try pool.writeWithoutTransaction(prepareWriter)
            try format.migrator.migrate(pool)
            try pool.writeWithoutTransaction(requireWriting)
            return pool
        }
    }

    /// SQLite falls back to reading where it may not write, and says so only at the first write: beginning a transaction
    /// is none. The number is written again and then left as it was, which needs no room on the disk.
    private func requireWriting(_ database: Database) throws {
        try database.inTransaction(.immediate) {
            try database.execute(sql: "PRAGMA application_id = \(format.applicationIdentifier)")
            return .rollback
        }
    }

    /// Copies the write-ahead log into the file, as far as the busy timeout lets it, and ends the connections.
    ///
    /// - Throws: ``StorageError/locked(path:)`` where another process reads on: the rest of the log is left beside the file.
    ///   The connections are closed then, too.
    func close(_ pool: DatabasePool) throws(StorageError) {
        defer { try? pool.close() }
        try reportingErrors {
            _ = try pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        }
    }

    /// The size of the file in bytes, 0 where there is none yet.
    func existingSize() throws(StorageError) -> Int {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue
        else {
            throw .folderMissing(path: path)
        }
        guard FileManager.default.fileExists(atPath: path) else { return 0 }
        // Foundation's attributes of a file include its owner's name, for which it asks the name service.
        var information = stat()
        guard stat(path, &information) == 0 else { throw .notWritable(path: path) }
        guard information.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
        return Int(information.st_size)
    }

    /// Refuses a file that is not ours, is newer than we are or is damaged, over a connection that cannot
    /// write.
    private func inspect() throws(StorageError) {
        let verdict: StorageError? = try reportingErrors {
            let queue = try DatabaseQueue(path: path, configuration: configuration(readOnly: true))
            defer { try? queue.close() }
            return try queue.read { database in
                let identifier = try Int32.fetchOne(database, sql: "PRAGMA application_id")
                let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
                if identifier != format.applicationIdentifier, tables > 0 || identifier != 0 {
                    return .foreignDatabase(path: path)
                }
                if try format.migrator.hasBeenSuperseded(database) { return .newerSchema(path: path) }
                return try integrityVerdict(database)
            }
        }
        if let verdict { throw verdict }
    }

    private func integrityVerdict(_ database: Database) throws -> StorageError? {
        guard format.checksIntegrity else { return nil }
        let answer = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
        return answer == "ok" ? nil : .corrupt(path: path)
    }

    /// Done once connected: turning on the write-ahead log, GRDB sets `synchronous` to `NORMAL`.
    private func prepareWriter(_ database: Database) throws {
        try database.execute(sql: "PRAGMA synchronous = \(format.synchronous)")
        try database.execute(sql: "PRAGMA journal_size_limit = \(Self.journalSizeLimit)")
    }

    private func configuration(readOnly: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = readOnly
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(busyTimeout)
        return configuration
    }

    /// The result of `body`, with what SQLite threw told as a ``StorageError`` about this file.
    func reportingErrors<Result>(_ body: () throws -> Result) throws(StorageError) -> Result {
        do {
            return try body()
        } catch let error as StorageError {
            throw error
        } catch let error as DatabaseError {
            throw StorageError(error, path: path)
        } catch {
            // What is left is a row that does not decode: a schema that is not what the migrations made.
            throw .corrupt(path: path)
        }
    }
}

extension StorageError {
    /// SQLite's result code as a cause that an operator can act on (https://sqlite.org/rescode.html).
    init(_ error: DatabaseError, path: String) {
        let code = Int(error.extendedResultCode.rawValue)
        switch error.resultCode {
        case .SQLITE_FULL: self = .storageFull(path: path)
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_AUTH: self = .notWritable(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked(path: path)
        case .SQLITE_NOTADB: self = .notADatabase(path: path)
        case .SQLITE_CORRUPT: self = .corrupt(path: path)
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHORT_READ:
            self = .corrupt(path: path)
        case .SQLITE_IOERR: self = .inputOutput(path: path, code: code)
        default: self = .unexpected(path: path, code: code)
        }
    }
}
