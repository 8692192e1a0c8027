import Foundation
import GRDB
import Storage
import Testing

/// What a killed process leaves behind is a copy of its files at one moment, the last write possibly cut
/// short.
@Suite struct CrashTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open(_ name: String) throws -> LabelSetStore {
        try HilumDatabase(path: folder.path(name), onEvent: { _ in }).labelSets
    }

    private func content(_ version: Int) -> Data { Data(repeating: UInt8(version), count: 3000) }

    /// The versions that a store holds, each with its content checked.
    private func versions(in store: LabelSetStore) throws -> Int {
        let latest = try store.latest("ward")?.version ?? 0
        for version in stride(from: 1, through: latest, by: 1) {
            #expect(try store.version(version, of: "ward")?.content == content(version))
        }
        let check = try store.pool.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
        #expect(check == "ok")
        return latest
    }

    @Test func keepsWhatWasCommittedAndDropsWhatWasNot() throws {
        let store = try open("live")
        for version in 1...10 {
            _ = try store.put(name: "ward", content: content(version), labelCount: 1)
        }
        try store.pool.writeWithoutTransaction { database in
            // Uncommitted pages reach the log only when the page cache runs over.
            try database.execute(sql: "PRAGMA cache_size = 1")
            try database.inTransaction { [content] in
                for version in 11...200 {
                    try database.execute(
                        sql: """
                            INSERT INTO labelSetVersion (name, version, content, digest, labelCount, createdAt)
                            VALUES ('ward', ?, ?, '', 1, 0)
                            """,
                        arguments: [version, content(version % 100)]
                    )
                }
                try folder.write(folder.bytes("live"), to: "copy")
                try folder.write(folder.bytes("live-wal"), to: "copy-wal")
                return .rollback
            }
        }
        #expect(try folder.bytes("copy-wal").count > 190 * 3000)
        #expect(try versions(in: open("copy")) == 10)
    }

    @Test func keepsEveryCommitBeforeACutInTheLog() throws {
        let store = try open("live")
        var sizes: [Int] = []
        for version in 1...12 {
            _ = try store.put(name: "ward", content: content(version), labelCount: 1)
            sizes.append(try folder.bytes("live-wal").count)
        }
        let (main, log) = try (folder.bytes("live"), folder.bytes("live-wal"))
        let firstSize = try #require(sizes.first)
        for cut in stride(from: firstSize, through: log.count, by: 1777) {
            let name = "cut\(cut)"
            try folder.write(main, to: name)
            try folder.write(log.prefix(cut), to: name + "-wal")
            #expect(try versions(in: open(name)) == sizes.count { $0 <= cut })
        }
    }
}
