import Foundation
import GRDB
import Storage
import Testing

@Suite struct OpeningTests {
    let folder: TemporaryFolder
    let log = EventLog()
    let name = "hilum.sqlite"

    init() throws { folder = try TemporaryFolder() }

    private func open(_ path: String? = nil) throws -> HilumDatabase {
        try HilumDatabase(path: path ?? folder.path(name), busyTimeout: 0.05, onEvent: log.record)
    }

    /// A closed database that holds one label set.
    private func prepare() throws {
        _ = try open().labelSets.put(name: "ward", content: Data("kept".utf8), labelCount: 1)
    }

    @Test func makesBothFilesAndKeepsWhatIsStored() throws {
        try prepare()
        #expect(
            try folder.names().filter { !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") } == [
                name, name + ".prompts",
            ]
        )
        #expect(try open().labelSets.latest("ward")?.content == Data("kept".utf8))
        #expect(log.events.isEmpty)
    }

    @Test func marksTheFilesAsItsOwn() throws {
        let database = try open()
        let labelSets = try database.labelSets.pool.read {
            try Int.fetchOne($0, sql: "PRAGMA application_id")
        }
        let cache = try database.promptEmbeddings.pool?.read {
            try Int.fetchOne($0, sql: "PRAGMA application_id")
        }
        #expect(labelSets == 0x4849_4C53)
        #expect(cache == 0x4849_4C50)
    }

    @Test func syncsLabelSetsFullyAndTheCacheNormally() throws {
        let database = try open()
        let sql = "PRAGMA synchronous"
        #expect(try database.labelSets.pool.writeWithoutTransaction { try Int.fetchOne($0, sql: sql) } == 2)
        #expect(
            try database.promptEmbeddings.pool?.writeWithoutTransaction { try Int.fetchOne($0, sql: sql) }
                == 1
        )
    }

    @Test func namesWhatIsWrongWithThePath() throws {
        #expect(throws: StorageError.folderMissing(path: folder.path("missing/hilum.sqlite"))) {
            try open(folder.path("missing/hilum.sqlite"))
        }
        try folder.write(Data("x".utf8), to: "file")
        #expect(throws: StorageError.folderMissing(path: folder.path("file/hilum.sqlite"))) {
            try open(folder.path("file/hilum.sqlite"))
        }
        #expect(throws: StorageError.notAFile(path: folder.url.path)) { try open(folder.url.path) }
        #expect(throws: StorageError.notAFile(path: "/dev/full")) { try open("/dev/full") }
        #expect(throws: StorageError.notWritable(path: "/proc/hilum.sqlite")) {
            try open("/proc/hilum.sqlite")
        }
    }

    @Test func refusesATextFileAndLeavesItUntouched() throws {
        let text = Data(String(repeating: "not a database ", count: 100).utf8)
        try folder.write(text, to: name)
        #expect(throws: StorageError.notADatabase(path: folder.path(name))) { try open() }
        #expect(try folder.bytes(name) == text)
    }

    @Test func refusesAnotherProgramsDatabaseAndLeavesItUntouched() throws {
        try DatabaseQueue(path: folder.path(name)).write { try $0.execute(sql: "CREATE TABLE foreign_ (x)") }
        let bytes = try folder.bytes(name)
        #expect(throws: StorageError.foreignDatabase(path: folder.path(name))) { try open() }
        #expect(try folder.bytes(name) == bytes)
    }

    @Test func refusesAFileOfANewerRelease() throws {
        try prepare()
        try DatabaseQueue(path: folder.path(name)).write {
            try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('of a later release')")
        }
        #expect(throws: StorageError.newerSchema(path: folder.path(name))) { try open() }
    }

    @Test func makesADatabaseOfAnEmptyFileAndSaysSo() throws {
        try folder.write(Data(), to: name)
        #expect(try open().labelSets.list().isEmpty)
        #expect(log.events == [.emptyFileInitialized(path: folder.path(name))])
    }

    @Test func migratesADatabaseWithoutTables() throws {
        try DatabaseQueue(path: folder.path(name)).inDatabase {
            try $0.execute(sql: "PRAGMA user_version = 1")
        }
        #expect(try folder.bytes(name).count > 0)
        #expect(try open().labelSets.put(name: "ward", content: Data("a".utf8), labelCount: 1).created)
    }

    @Test func refusesALockedFile() throws {
        try prepare()
        var configuration = Configuration()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA locking_mode = EXCLUSIVE") }
        let holder = try DatabaseQueue(path: folder.path(name), configuration: configuration)
        try holder.write { try $0.execute(sql: "CREATE TABLE held (x)") }
        #expect(throws: StorageError.locked(path: folder.path(name))) { try open() }
        try holder.close()
    }

    @Test func goesOnWithoutALockedCache() throws {
        try prepare()
        var configuration = Configuration()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA locking_mode = EXCLUSIVE") }
        let cache = HilumDatabase.promptCachePath(besides: folder.path(name))
        let holder = try DatabaseQueue(path: cache, configuration: configuration)
        try holder.write { try $0.execute(sql: "CREATE TABLE held (x)") }
        #expect(try open().labelSets.latest("ward") != nil)
        #expect(log.events == [.promptCacheUnavailable(.locked(path: cache))])
        try holder.close()
    }

    /// Bytes from `start` are overwritten with a pattern that no SQLite page begins with.
    @Test(arguments: [(16, 84), (100, 200), (4096, 4096), (0, 1 << 20)])
    func refusesADamagedFileAndLeavesItUntouched(start: Int, count: Int) throws {
        try prepare()
        var bytes = try folder.bytes(name)
        let end = min(bytes.count, start + count)
        bytes.replaceSubrange(start..<end, with: Data(repeating: 0xA5, count: end - start))
        try folder.write(bytes, to: name)
        let error = #expect(throws: StorageError.self) { try open() }
        let path = folder.path(name)
        let isNamed = error == .corrupt(path: path) || error == .notADatabase(path: path)
        #expect(isNamed, "\(String(describing: error))")
        #expect(error?.description.contains(path) == true)
        #expect(try folder.bytes(name) == bytes)
    }

    @Test func refusesATruncatedFileAndLeavesItUntouched() throws {
        try prepare()
        let bytes = try folder.bytes(name).prefix(5000)
        try folder.write(bytes, to: name)
        #expect(throws: StorageError.corrupt(path: folder.path(name))) { try open() }
        #expect(try folder.bytes(name) == bytes)
    }
}
