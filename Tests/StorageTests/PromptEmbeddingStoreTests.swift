import Foundation
import GRDB
import Storage
import Testing

@Suite struct PromptEmbeddingStoreTests {
    let folder: TemporaryFolder
    let log = EventLog()
    let clock = TestClock()
    let encoder = PromptEncoderIdentity(modelSHA256: "aa", tokenizer: "wordpiece", dimensions: 4)

    init() throws { folder = try TemporaryFolder() }

    private func open(limit: Int = 1000) -> PromptEmbeddingStore {
        PromptEmbeddingStore(
            path: folder.path("cache"),
            limit: limit,
            now: { [clock] in clock.now },
            onEvent: log.record
        )
    }

    private func embedding(_ number: Int) -> [Float] { (0..<4).map { Float(number) + Float($0) / 7 } }

    private func entries(_ numbers: Range<Int>) -> [(prompt: String, embedding: [Float])] {
        numbers.map { ("prompt \($0)", embedding($0)) }
    }

    private func count(_ store: PromptEmbeddingStore) throws -> Int? {
        try store.pool?.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM promptEmbedding") }
    }

    @Test func givesBackExactlyWhatWasPutInTheOrderAsked() throws {
        let values: [Float] = [1.5, -0.0, .leastNonzeroMagnitude, -.greatestFiniteMagnitude]
        open().insert([("edema", values), ("no edema", embedding(2))], from: encoder)
        let found = open().embeddings(for: ["no edema", "unknown", "edema", "no edema"], from: encoder)
        #expect(
            found.map { $0?.map(\.bitPattern) }
                == [embedding(2), nil, values, embedding(2)].map { $0?.map(\.bitPattern) }
        )
        #expect(log.events.isEmpty)
    }

    @Test func answersMoreKeysThanOneStatementHolds() {
        let store = open(limit: 5000)
        store.insert(entries(0..<1701), from: encoder)
        let found = store.embeddings(for: (0..<1701).map { "prompt \($0)" }, from: encoder)
        #expect(found == (0..<1701).map(embedding))
        #expect(store.embeddings(for: [], from: encoder).isEmpty)
    }

    @Test(arguments: [
        PromptEncoderIdentity(modelSHA256: "ab", tokenizer: "wordpiece", dimensions: 4),
        PromptEncoderIdentity(modelSHA256: "aa", tokenizer: "bytepair", dimensions: 4),
        PromptEncoderIdentity(modelSHA256: "aaword", tokenizer: "piece", dimensions: 4),
        PromptEncoderIdentity(modelSHA256: "aa", tokenizer: "wordpiece", dimensions: 2),
    ])
    func keepsEncodersApart(other: PromptEncoderIdentity) {
        let store = open()
        store.insert([("edema", embedding(1))], from: encoder)
        #expect(store.embeddings(for: ["edema"], from: other) == [nil])
    }

    @Test func tellsPromptsApartByTheirBytes() {
        let store = open()
        store.insert([("\u{E9}panchement", embedding(1))], from: encoder)
        let found = store.embeddings(for: ["e\u{301}panchement", "\u{E9}panchement"], from: encoder)
        #expect(found == [nil, embedding(1)])
    }

    @Test func storesNoPromptText() throws {
        open().insert([("patient John Doe", embedding(1))], from: encoder)
        for name in try folder.names() {
            #expect(try folder.bytes(name).range(of: Data("John Doe".utf8)) == nil)
        }
    }

    @Test func leavesOutWhatIsNotAnEmbedding() throws {
        let store = open()
        store.insert(
            [("short", [1, 2, 3]), ("nan", [1, 2, 3, .nan]), ("good", embedding(1))],
            from: encoder
        )
        #expect(store.embeddings(for: ["short", "nan", "good"], from: encoder) == [nil, nil, embedding(1)])
        #expect(try count(store) == 1)
    }

    @Test(arguments: [
        "UPDATE promptEmbedding SET embedding = x'0000803f0000803f0000803f0000803f'",
        "UPDATE promptEmbedding SET embedding = x'0000'",
        "UPDATE promptEmbedding SET checksum = x''",
    ])
    func treatsADamagedRowAsAMissAndWritesItAnew(statement: String) throws {
        let store = open()
        store.insert([("edema", embedding(1))], from: encoder)
        try store.pool?.write { try $0.execute(sql: statement) }
        #expect(store.embeddings(for: ["edema"], from: encoder) == [nil])
        store.insert([("edema", embedding(1))], from: encoder)
        #expect(store.embeddings(for: ["edema"], from: encoder) == [embedding(1)])
    }

    @Test func dropsTheLeastRecentlyUsedBeyondTheLimit() throws {
        let store = open(limit: 100)
        store.insert(entries(0..<100), from: encoder)
        clock.advance(by: 3600)
        _ = store.embeddings(for: (0..<20).map { "prompt \($0)" }, from: encoder)
        clock.advance(by: 3600)
        store.insert(entries(100..<101), from: encoder)
        // One over the limit and a tenth of the limit more go: the eleven oldest that nobody asked for.
        #expect(try count(store) == 90)
        let found = store.embeddings(for: (0..<101).map { "prompt \($0)" }, from: encoder)
        #expect(found.enumerated().filter { $0.element == nil }.map(\.offset) == Array(20..<31))
    }

    @Test func goesOnWhenTheDiskIsFullAndSaysSoOnce() throws {
        let store = open()
        store.insert(entries(0..<10), from: encoder)
        try store.pool?.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1") }
        store.insert(entries(10..<900), from: encoder)
        store.insert(entries(10..<900), from: encoder)
        #expect(log.events == [.promptCacheWriteFailed(.storageFull(path: folder.path("cache")))])
        #expect(store.embeddings(for: ["prompt 3", "prompt 20"], from: encoder) == [embedding(3), nil])
        try store.pool?.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 100000") }
        store.insert(entries(10..<900), from: encoder)
        #expect(store.embeddings(for: ["prompt 20"], from: encoder) == [embedding(20)])
        #expect(log.events.count == 1)
    }

    @Test func goesOnWhenItMayNotWriteAndSaysSoOnce() throws {
        let store = open()
        store.insert(entries(0..<1), from: encoder)
        try store.pool?.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = 1") }
        clock.advance(by: 7200)
        #expect(store.embeddings(for: ["prompt 0"], from: encoder) == [embedding(0)])
        store.insert(entries(1..<2), from: encoder)
        #expect(log.events == [.promptCacheWriteFailed(.notWritable(path: folder.path("cache")))])
    }

    @Test func goesOnWithoutAPlaceForTheFile() {
        let store = PromptEmbeddingStore(
            path: "/proc/cache",
            limit: 10,
            now: { Date() },
            onEvent: log.record
        )
        store.insert(entries(0..<1), from: encoder)
        #expect(store.embeddings(for: ["prompt 0"], from: encoder) == [nil])
        #expect(log.events == [.promptCacheUnavailable(.notWritable(path: "/proc/cache"))])
    }

    @Test func servesManyReadersAndWritersAtOnce() async throws {
        let store = open(limit: 10_000)
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<16 {
                group.addTask {
                    store.insert(entries(task * 50..<task * 50 + 100), from: encoder)
                    let found = store.embeddings(for: (0..<800).map { "prompt \($0)" }, from: encoder)
                    for (number, value) in found.enumerated() where value != nil {
                        #expect(value == embedding(number))
                    }
                }
            }
        }
        #expect(try count(store) == 850)
        #expect(log.events.isEmpty)
    }
}
