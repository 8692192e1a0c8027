import Foundation
import GRDB
import Storage
import Testing

@Suite struct DamagedPromptCacheTests {
    let folder: TemporaryFolder
    let log = EventLog()
    let encoder = PromptEncoderIdentity(modelSHA256: "aa", tokenizer: "wordpiece", dimensions: 64)
    let prompts = (0..<300).map { "prompt \($0)" }

    init() throws { folder = try TemporaryFolder() }

    private func open() -> PromptEmbeddingStore {
        PromptEmbeddingStore(
            path: folder.path("cache"),
            limit: 1000,
            now: { Date(timeIntervalSince1970: 1_800_000_000) },
            onEvent: log.record
        )
    }

    private func embedding(_ number: Int) -> [Float] { Array(repeating: Float(number) + 0.5, count: 64) }

    private func fill(_ store: PromptEmbeddingStore) {
        store.insert(prompts.enumerated().map { ($0.element, embedding($0.offset)) }, from: encoder)
    }

    /// Every answer is right or a miss, whatever state the file is in.
    private func expectNoWrongAnswer(from store: PromptEmbeddingStore) {
        for (number, value) in store.embeddings(for: prompts, from: encoder).enumerated() where value != nil {
            #expect(value == embedding(number))
        }
    }

    /// At most one insertion is lost to finding out; then the cache works again.
    private func expectRecovery(of store: PromptEmbeddingStore) {
        fill(store)
        fill(store)
        #expect(store.embeddings(for: prompts, from: encoder) == prompts.indices.map(embedding))
    }

    private func setAside() throws -> [String] {
        try folder.names().filter {
            $0.hasPrefix("cache.corrupt-") && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm")
        }
    }

    private func overwrite(from start: Int, count: Int) throws {
        let handle = try FileHandle(forWritingTo: folder.url.appendingPathComponent("cache"))
        try handle.seek(toOffset: UInt64(start))
        try handle.write(contentsOf: Data(repeating: 0xA5, count: count))
        try handle.close()
    }

    @Test(arguments: [0, 16, 100, 4096, 3 * 4096, 8 * 4096, 12 * 4096, 20 * 4096])
    func survivesGarbageWrittenBetweenRuns(start: Int) throws {
        fill(open())
        try overwrite(from: start, count: 4096)
        let store = open()
        expectNoWrongAnswer(from: store)
        expectRecovery(of: store)
    }

    @Test(arguments: [16, 4096, 3 * 4096, 8 * 4096])
    func survivesGarbageWrittenDuringARun(start: Int) throws {
        fill(open())
        let store = open()
        try overwrite(from: start, count: 4096)
        store.pool?.releaseMemory()
        expectNoWrongAnswer(from: store)
        expectRecovery(of: store)
    }

    @Test(arguments: [50, 100, 4096, 5000, 30_000])
    func survivesTruncation(length: Int) throws {
        fill(open())
        try folder.write(folder.bytes("cache").prefix(length), to: "cache")
        let store = open()
        expectNoWrongAnswer(from: store)
        expectRecovery(of: store)
        #expect(try setAside().count == 1)
    }

    @Test func setsATextFileAsideAndReportsWhere() throws {
        let text = Data(String(repeating: "not a database ", count: 100).utf8)
        try folder.write(text, to: "cache")
        let store = open()
        let movedTo = folder.path("cache.corrupt-20270115T080000Z")
        #expect(log.events == [.promptCacheSetAside(path: folder.path("cache"), movedTo: movedTo)])
        #expect(try Data(contentsOf: URL(fileURLWithPath: movedTo)) == text)
        expectRecovery(of: store)
    }

    @Test func makesACacheOfAnEmptyFileWithoutAWord() throws {
        try folder.write(Data(), to: "cache")
        expectRecovery(of: open())
        #expect(log.events.isEmpty)
    }

    @Test func leavesAnotherProgramsDatabaseAlone() throws {
        try DatabaseQueue(path: folder.path("cache")).write {
            try $0.execute(sql: "CREATE TABLE foreign_ (x)")
        }
        let bytes = try folder.bytes("cache")
        fill(open())
        #expect(log.events == [.promptCacheUnavailable(.foreignDatabase(path: folder.path("cache")))])
        #expect(try folder.bytes("cache") == bytes)
    }

    @Test func keepsOnlyTheNewestDamagedFiles() throws {
        for _ in 0..<5 {
            try folder.write(Data("no database at all, and long enough to see it".utf8), to: "cache")
            _ = open()
        }
        #expect(try setAside().count == 2)
    }

    @Test func givesUpOnACacheThatKeepsBreaking() throws {
        let store = open()
        for _ in 0..<5 {
            fill(store)
            guard let pool = store.pool else { break }
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
            try overwrite(from: 0, count: 4096)
            pool.releaseMemory()
            expectNoWrongAnswer(from: store)
        }
        #expect(store.pool == nil)
        #expect(log.events.last == .promptCacheUnavailable(.corrupt(path: folder.path("cache"))))
        #expect(log.events.count == 4)
    }

    @Test func recoversOnceWhenManyThreadsFindTheDamage() async throws {
        fill(open())
        let store = open()
        try overwrite(from: 0, count: 8 * 4096)
        store.pool?.releaseMemory()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    expectNoWrongAnswer(from: store)
                    fill(store)
                    expectNoWrongAnswer(from: store)
                }
            }
        }
        #expect(try setAside().count == 1)
        #expect(log.events.count == 1, "\(log.events)")
        expectRecovery(of: store)
    }
}
