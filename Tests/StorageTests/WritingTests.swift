import Foundation
import GRDB
import Storage
import Testing

/// Whether the files can be written, and what is left in them at the end.
@Suite struct WritingTests {
    private let folder: TemporaryFolder
    private let path: String
    private static let isRoot = geteuid() == 0

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("hilum.sqlite")
    }

    private func open(_ path: String? = nil) throws -> HilumDatabase {
        try HilumDatabase(path: path ?? self.path, busyTimeout: 0.05, onEvent: { _ in })
    }

    /// A connection of another process, which may keep a transaction open.
    private func stranger() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    private func put(_ name: String, in database: HilumDatabase) throws {
        _ = try database.labelSets.put(name: name, content: Data(name.utf8), labelCount: 1)
    }

    @Test func findsThatLabelSetsCanBeStored() throws {
        let database = try open()
        try database.labelSets.checkWritable()
        try database.labelSets.checkWritable()
        let rows = try database.labelSets.pool.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM heartbeat")
        }
        #expect(rows == 1)
        #expect(try database.labelSets.list().isEmpty)
    }

    @Test func findsThatAnotherConnectionHoldsTheLock() throws {
        let database = try open()
        let holder = try stranger()
        try holder.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
        #expect(throws: StorageError.locked(path: path)) { try database.labelSets.checkWritable() }
        try holder.inDatabase { try $0.execute(sql: "ROLLBACK") }
        try database.labelSets.checkWritable()
    }

    @Test func findsThatNothingMayBeWritten() throws {
        let database = try open()
        try database.labelSets.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = 1") }
        #expect(throws: StorageError.notWritable(path: path)) { try database.labelSets.checkWritable() }
    }

    @Test func addsTheHeartbeatToAFileOfTheFirstRelease() throws {
        try put("ward", in: try open())
        try DatabaseQueue(path: path).write { database in
            try database.execute(sql: "DROP TABLE heartbeat")
            try database.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = 'heartbeat'")
        }
        let database = try open()
        try database.labelSets.checkWritable()
        #expect(try database.labelSets.latest("ward")?.content == Data("ward".utf8))
    }

    /// A log that was left over makes the file readable without writing anything, so that the start would succeed.
    @Test(.enabled(if: !isRoot, "root may write to files of any mode"))
    func refusesAReadOnlyFileWithALogAtTheStart() throws {
        let files = FileManager.default
        let database = try open()
        try put("ward", in: database)
        let copy = folder.path("copy")
        try files.createDirectory(atPath: copy, withIntermediateDirectories: false)
        for suffix in ["", "-wal", "-shm"] {
            let target = "\(copy)/hilum.sqlite\(suffix)"
            try files.copyItem(atPath: path + suffix, toPath: target)
            #expect(chmod(target, 0o444) == 0)
        }
        #expect(chmod(copy, 0o555) == 0)
        defer { chmod(copy, 0o755) }
        let readOnly = "\(copy)/hilum.sqlite"
        #expect(throws: StorageError.notWritable(path: readOnly)) { try open(readOnly) }
    }

    @Test func leavesAtTheEndAllLabelSetsInTheFileItself() throws {
        let database = try open()
        for index in 0..<20 { try put("ward \(index)", in: database) }
        try database.close()
        try folder.write(folder.bytes("hilum.sqlite"), to: "copy.sqlite")
        let copied = try open(folder.path("copy.sqlite")).labelSets
        #expect(try copied.list().count == 20)
        #expect(try copied.latest("ward 7")?.content == Data("ward 7".utf8))
        #expect(try !folder.names().contains { $0.hasPrefix("hilum.sqlite") && $0.hasSuffix("-wal") })
    }

    /// The reader keeps the log from being cut back, so that the last set is in the log alone.
    @Test func saysAtTheEndThatAnotherConnectionReadsOnAndLosesNothing() throws {
        let database = try open()
        try put("first", in: database)
        let reader = try stranger()
        try reader.inDatabase { reading in
            try reading.execute(sql: "BEGIN")
            _ = try Int.fetchOne(reading, sql: "SELECT count(*) FROM labelSetVersion")
        }
        try put("second", in: database)
        #expect(throws: StorageError.locked(path: path)) { try database.close() }
        #expect(throws: StorageError.self) { try database.labelSets.list() }
        try reader.inDatabase { try $0.execute(sql: "COMMIT") }
        try reader.close()
        #expect(try open().labelSets.list().map(\.name) == ["first", "second"])
    }

    @Test func everythingIsAMissOnceClosed() throws {
        let database = try open()
        try database.close()
        let encoder = PromptEncoderIdentity(modelSHA256: "m", tokenizer: "t", dimensions: 2)
        #expect(database.promptEmbeddings.embeddings(for: ["lung"], from: encoder) == [nil])
    }
}
