import Foundation
import GRDB
import Storage
import Testing

@Suite struct LabelSetStoreTests {
    let folder: TemporaryFolder
    let store: LabelSetStore

    init() throws {
        folder = try TemporaryFolder()
        store = try HilumDatabase(path: folder.path("hilum.sqlite"), onEvent: { _ in }).labelSets
    }

    private func put(
        _ text: String,
        as name: String = "ward",
        if precondition: LabelSetPrecondition = .none
    ) throws -> (version: Int, created: Bool) {
        let result = try store.put(name: name, content: Data(text.utf8), labelCount: 1, if: precondition)
        return (result.labelSet.version, result.created)
    }

    @Test func numbersVersionsAndKeepsThem() throws {
        #expect(try put("a") == (1, true))
        #expect(try put("b") == (2, true))
        #expect(try store.version(1, of: "ward")?.content == Data("a".utf8))
        #expect(try store.latest("ward")?.version == 2)
        #expect(try store.version(3, of: "ward") == nil)
        #expect(try store.latest("other") == nil)
    }

    @Test func givesTheSameVersionForTheSameContentAsTheLatest() throws {
        #expect(try put("a") == (1, true))
        #expect(try put("a") == (1, false))
        #expect(try put("b") == (2, true))
        #expect(try put("a") == (3, true))
    }

    @Test func storesTheSHA256OfTheContent() throws {
        // FIPS 180-4's example "abc".
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        let labelSet = try store.put(name: "ward", content: Data("abc".utf8), labelCount: 7).labelSet
        #expect(labelSet.digest == digest)
        #expect(labelSet.entityTag == "1-ba7816bf8f01cfea")
        #expect(try store.latest("ward") == labelSet)
    }

    @Test func listsTheLatestVersionOfEveryNameInOrder() throws {
        _ = try put("a", as: "b")
        _ = try put("a", as: "B")
        _ = try store.put(name: "b", content: Data("c".utf8), labelCount: 9)
        _ = try put("a", as: "gone")
        try store.delete("gone")
        let list = try store.list()
        #expect(list.map(\.name) == ["B", "b"])
        #expect(list.map(\.version) == [1, 2])
        #expect(list.map(\.labelCount) == [1, 9])
        #expect(try list[1].entityTag == store.latest("b")?.entityTag)
    }

    @Test func hidesADeletedSetAndGoesOnNumbering() throws {
        _ = try put("a")
        _ = try put("b")
        #expect(try store.delete("ward"))
        #expect(try store.latest("ward") == nil)
        #expect(try store.version(1, of: "ward") == nil)
        #expect(try !store.delete("ward"))
        #expect(try put("b") == (3, true))
        #expect(try store.version(2, of: "ward") == nil)
        #expect(try store.version(3, of: "ward") != nil)
    }

    @Test func keepsTheRowsOfADeletedSet() throws {
        _ = try put("a")
        try store.delete("ward")
        let rows = try store.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM labelSetVersion") }
        #expect(rows == 1)
    }

    @Test(arguments: ["UPDATE labelSetVersion SET content = x'00'", "DELETE FROM labelSetVersion"])
    func refusesToChangeAVersionEvenBySQL(statement: String) throws {
        _ = try put("a")
        #expect(throws: DatabaseError.self) { try store.pool.write { try $0.execute(sql: statement) } }
        #expect(try store.latest("ward")?.content == Data("a".utf8))
    }

    @Test func writesOnlyWhereThePreconditionHolds() throws {
        #expect(throws: StorageError.conflict(name: "ward", current: nil)) { try put("a", if: .present) }
        #expect(throws: StorageError.conflict(name: "ward", current: nil)) {
            try put("a", if: .entityTags(["1-x"]))
        }
        #expect(try put("a", if: .absent) == (1, true))
        let tag = try #require(try store.latest("ward")).entityTag
        #expect(throws: StorageError.conflict(name: "ward", current: tag)) { try put("b", if: .absent) }
        #expect(try put("b", if: .entityTags(["other", tag])) == (2, true))
        let newer = try #require(try store.latest("ward")).entityTag
        #expect(throws: StorageError.conflict(name: "ward", current: newer)) {
            try put("b", if: .entityTags([tag]))
        }
        #expect(throws: StorageError.conflict(name: "ward", current: newer)) {
            try store.delete("ward", if: .entityTags([tag]))
        }
        #expect(try store.delete("ward", if: .entityTags([newer])))
        #expect(try put("c", if: .absent) == (3, true))
    }

    @Test func tellsNamesApartByCaseAndNotByNormalisation() throws {
        #expect(try put("a", as: "Ward") == (1, true))
        #expect(try put("a", as: "ward") == (1, true))
        #expect(try put("a", as: "e\u{301}tage") == (1, true))
        #expect(try put("b", as: "\u{E9}tage") == (2, true))
        #expect(try store.list().count == 3)
    }

    @Test(arguments: ["", "a\u{0}b", "a\nb", String(repeating: "x", count: 257)])
    func refusesNamesThatCannotBeShown(name: String) throws {
        #expect(throws: StorageError.invalidName) { try put("a", as: name) }
        #expect(throws: StorageError.invalidName) { try store.latest(name) }
    }

    @Test func refusesContentOverTheLimit() throws {
        let limit = LabelSetStore.maximumContentBytes
        #expect(throws: StorageError.contentTooLarge(limit: limit, received: limit + 1)) {
            try store.put(name: "ward", content: Data(count: limit + 1), labelCount: 1)
        }
        #expect(try store.put(name: "ward", content: Data(count: limit), labelCount: 1).created)
    }

    @Test func refusesOneNameTooMany() throws {
        let limit = LabelSetStore.maximumLabelSets
        try store.pool.write { database in
            try database.execute(
                sql: """
                    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < \(limit))
                    INSERT INTO labelSetVersion (name, version, content, digest, labelCount, createdAt)
                    SELECT 'set' || n, 1, x'', '', 1, 0 FROM numbers
                    """
            )
        }
        #expect(throws: StorageError.tooManyLabelSets(limit: limit)) { try put("a") }
        #expect(try put("a", as: "set7") == (2, true))
        try store.delete("set8")
        #expect(try put("a") == (1, true))
    }

    @Test func saysWhichVersionIsDamagedAndServesTheOthers() throws {
        _ = try put("a")
        _ = try put("b")
        try store.pool.write { database in
            try database.execute(sql: "DROP TRIGGER labelSetVersionIsImmutable")
            try database.execute(sql: "UPDATE labelSetVersion SET content = x'63' WHERE version = 1")
        }
        #expect(throws: StorageError.damagedVersion(name: "ward", version: 1)) {
            try store.version(1, of: "ward")
        }
        #expect(try store.latest("ward")?.content == Data("b".utf8))
    }

    @Test func saysSoWhenTheDiskIsFullAndChangesNothing() throws {
        _ = try put("a")
        try store.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1") }
        #expect(throws: StorageError.storageFull(path: folder.path("hilum.sqlite"))) {
            try put(String(repeating: "b", count: 100_000))
        }
        #expect(try store.latest("ward")?.version == 1)
        try store.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 100000") }
        #expect(try put("b") == (2, true))
    }

    @Test func saysSoWhenItMayNotWrite() throws {
        try store.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = 1") }
        #expect(throws: StorageError.notWritable(path: folder.path("hilum.sqlite"))) { try put("a") }
        #expect(try store.list().isEmpty)
    }

    @Test func givesEveryConcurrentWriterItsOwnVersion() async throws {
        let versions = try await withThrowingTaskGroup(of: Int.self) { group in
            for writer in 0..<40 {
                group.addTask { [store] in
                    _ = try store.list()
                    let content = Data("writer \(writer)".utf8)
                    return try store.put(name: "ward", content: content, labelCount: 1).labelSet.version
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(versions.sorted() == Array(1...40))
    }

    @Test func letsOneOfManyConcurrentSwapsWin() async throws {
        _ = try put("start")
        let tag = try #require(try store.latest("ward")).entityTag
        let wins = await withTaskGroup(of: Bool.self) { group in
            for writer in 0..<20 {
                group.addTask { [store] in
                    let content = Data("writer \(writer)".utf8)
                    let result = try? store.put(
                        name: "ward",
                        content: content,
                        labelCount: 1,
                        if: .entityTags([tag])
                    )
                    return result != nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(wins == 1)
        #expect(try store.latest("ward")?.version == 2)
    }
}
