import Audit
import Crypto
import Foundation
import Testing

@Suite struct AuditLogTests {
    let folder: LogFolder

    init() throws { folder = try LogFolder() }

    @Test func aRecordSaysWhoDidWhatToWhatAndHowItEnded() throws {
        let log = try folder.open()
        let object = log.objects.hash(.image, Data("an image".utf8))
        let entry = AuditEntry(caller: "k1", action: "score", object: object, outcome: 200, request: "r-1")
        log.record(entry, at: noon.addingTimeInterval(0.25))
        log.record(AuditEntry(caller: "anonymous", action: "score", outcome: 401), at: noon)
        log.close(at: noon)
        let records = try folder.records()
        #expect(try folder.actions() == ["audit.start", "score", "score", "audit.stop"])
        #expect(records.map { $0["sequence"] as? Int } == [1, 2, 3, 4])
        #expect(records[1]["time"] as? String == "2026-11-21T12:00:00.250Z")
        #expect(records[1]["caller"] as? String == "k1" && records[1]["object"] as? String == object)
        #expect(records[1]["outcome"] as? Int == 200 && records[1]["request"] as? String == "r-1")
        #expect(
            Set(records[1].keys) == [
                "sequence", "time", "previous", "caller", "action", "object", "outcome", "request",
            ]
        )
        #expect(Set(records[2].keys) == ["sequence", "time", "previous", "caller", "action", "outcome"])
    }

    @Test func everyRecordHoldsTheHashOfTheLineBefore() throws {
        try folder.write(20)
        var previous = String(repeating: "0", count: 64)
        for (line, record) in zip(try folder.lines(), try folder.records()) {
            #expect(record["previous"] as? String == previous)
            previous = SHA256.hash(data: Data(line.utf8)).map { String(format: "%02x", $0) }.joined()
        }
        let report = try folder.verify()
        #expect(report.records == 22 && report.firstSequence == 1 && report.firstBreak == nil)
        #expect(report.head.sequence == 22 && report.head.hash == previous)
        #expect(report.firstDate == noon && report.lastDate == noon.addingTimeInterval(21))
    }

    @Test func theLogTellsItsHead() throws {
        let log = try folder.open()
        log.record(.numbered(1), at: noon)
        log.flush()
        #expect(log.head == (try folder.verify().head) && log.head.sequence == 2)
    }

    @Test func anotherStartContinuesTheChain() throws {
        try folder.write(3)
        try folder.write(2)
        let report = try folder.verify()
        #expect(report.firstBreak == nil && report.records == 9 && report.head.sequence == 9)
        #expect(try folder.names() == ["audit-00000001.jsonl", "audit.lock", "object.key"])
    }

    @Test func everyFileBelongsToItsOwnerAlone() throws {
        try folder.write(1)
        for name in try folder.names() { #expect(try folder.mode(name) == "600") }
        #expect(try folder.mode(".") == "700")
    }

    @Test func oneProcessAtATimeWritesALog() throws {
        let log = try folder.open()
        #expect(throws: AuditError.inUse(folder: folder.path)) { try folder.open() }
        log.close(at: noon)
        #expect(throws: Never.self) { try folder.open() }
    }

    @Test func longTextsAreCutAndOddOnesEscaped() throws {
        let log = try folder.open()
        let odd = "a\n\"\u{0}\u{2028}é"
        log.record(
            AuditEntry(caller: odd, action: String(repeating: "\u{1}", count: 1_000), request: odd),
            at: noon
        )
        log.close(at: noon)
        let record = try folder.records()[1]
        #expect(record["caller"] as? String == odd && (record["action"] as? String)?.count == 128)
        #expect(try folder.verify().firstBreak == nil)
    }

    @Test func recordsOfManyTasksAreOneChain() async throws {
        let log = try folder.open()
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for number in 0..<250 { log.record(.numbered(task * 1_000 + number), at: noon) }
                }
            }
        }
        log.close(at: noon)
        let report = try folder.verify()
        #expect(report.firstBreak == nil && report.records == 2_002 && log.lostRecords == 0)
        let requests = try folder.records().compactMap { $0["request"] as? String }
        #expect(Set(requests).count == 2_000)
        // Each task's own records stand in its order.
        for task in 0..<8 {
            let own = requests.compactMap { Int($0.dropFirst("request-".count)) }.filter {
                $0 / 1_000 == task
            }
            #expect(own == own.sorted() && own.count == 250)
        }
    }

    @Test func whatComesAfterTheCloseIsCounted() throws {
        let log = try folder.open()
        log.close(at: noon)
        log.close(at: noon)
        log.record(.numbered(1), at: noon)
        log.flush()
        #expect(log.lostRecords == 1)
        #expect(try folder.actions() == ["audit.start", "audit.stop"])
    }

    @Test func aFolderThatCannotBeIsRefused() throws {
        let missing = folder.url.appending(path: "no/log").path
        #expect(throws: AuditError.notAFolder(path: missing)) {
            try AuditLog(folder: missing, at: noon) { _ in }
        }
        let file = folder.url.appending(path: "file")
        try Data().write(to: file)
        #expect(throws: AuditError.notAFolder(path: file.path)) {
            try AuditLog(folder: file.path, at: noon) { _ in }
        }
    }
}

@Suite struct ObjectHasherTests {
    /// Python: `hmac.new(bytes(range(32)), b"image\0abc", hashlib.sha256).hexdigest()`.
    @Test func isHMACOfTheKindAndTheBytes() {
        let hasher = ObjectHasher(key: Data(0..<32))
        #expect(
            hasher.hash(.image, Data("abc".utf8))
                == "bb63b354e94fa3ef4b6f0037ff32bc48a327285b0c2390ba178d0f682b595908"
        )
        #expect(
            hasher.hash(.report, Array("abc".utf8))
                == "4fb976f9c8bf2bf2dc731cfa299a2cd7b51adf5899d730d26740f799b0b435d3"
        )
    }

    @Test func theKeyIsMadeOnceAndDiffersBetweenLogs() throws {
        let folder = try LogFolder()
        let image = Data("an image".utf8)
        let first = try folder.open()
        let hash = first.objects.hash(.image, image)
        first.close(at: noon)
        let second = try folder.open()
        #expect(second.objects.hash(.image, image) == hash)
        #expect(try folder.bytes("object.key").count == 32)
        #expect(try LogFolder().open().objects.hash(.image, image) != hash)
    }

    @Test func aKeyThatOthersMayReadOrThatIsCutIsRefused() throws {
        let folder = try LogFolder()
        try folder.write(1)
        let key = folder.path + "/object.key"
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
        #expect(throws: AuditError.keyTooOpen(path: key, mode: "644")) { try folder.open() }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
        let handle = try FileHandle(forWritingTo: URL(filePath: key))
        try handle.truncate(atOffset: 31)
        #expect(throws: AuditError.keyDamaged(path: key)) { try folder.open() }
    }
}
