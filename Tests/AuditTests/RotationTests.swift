import Audit
import Foundation
import Testing

@Suite struct RotationTests {
    let folder: LogFolder

    init() throws { folder = try LogFolder() }

    /// Files of 2,000 bytes: about seven records each.
    private func configuration(files: Int) -> AuditConfiguration {
        var configuration = AuditConfiguration()
        configuration.maximumFileBytes = 2_000
        configuration.maximumFiles = files
        return configuration
    }

    private func files() throws -> [String] { try folder.names().filter { $0.hasSuffix(".jsonl") } }

    @Test func aFullFileIsFollowedByAnotherThatContinuesItsChain() throws {
        try folder.write(40, configuration(files: 100))
        let files = try files()
        #expect(files.count > 4 && files.first == "audit-00000001.jsonl")
        for file in files { #expect(try folder.bytes(file).count <= 2_000) }
        let report = try folder.verify()
        #expect(report.firstBreak == nil && report.records == 42 && report.files == files)
    }

    @Test func theOldestFileGoesAndARecordSaysSo() throws {
        try folder.write(40, configuration(files: 3))
        let files = try files()
        #expect(files.count == 3 && files.first != "audit-00000001.jsonl")
        let report = try folder.verify()
        #expect(report.firstBreak == nil && report.firstSequence > 1)
        #expect(report.head.sequence - report.firstSequence + 1 == report.records)
        // The newest file begins with what was removed when it was begun: the record before the oldest kept.
        let newest = try folder.records(try #require(files.last))
        let detail = try #require(newest.first?["detail"] as? [String: Any])
        #expect(newest.first?["action"] as? String == "audit.file-removed")
        #expect(detail["lastSequence"] as? Int == report.firstSequence - 1)
        #expect(detail["lastHash"] as? String == (try folder.records(files[0]))[0]["previous"] as? String)
    }

    @Test func aRestartGoesOnRotating() throws {
        for _ in 0..<6 { try folder.write(10, configuration(files: 3)) }
        #expect(try files().count == 3)
        #expect(try folder.verify().firstBreak == nil)
    }

    @Test func fewerFilesAfterARestartRemoveTheOlderOnes() throws {
        try folder.write(40, configuration(files: 100))
        try folder.write(1, configuration(files: 2))
        #expect(try files().count == 2)
        #expect(try folder.verify().firstBreak == nil)
    }

    @Test func everyFileTakesARecordHoweverSmallItIsToStay() throws {
        var configuration = configuration(files: 2)
        configuration.maximumFileBytes = 1
        try folder.write(5, configuration)
        let report = try folder.verify()
        #expect(report.firstBreak == nil && report.files.count == 2)
        #expect(try folder.actions(try #require(report.files.last)) == ["audit.file-removed", "audit.stop"])
    }

    @Test func aFileThatSomebodyElseRemovedIsMissed() throws {
        try folder.write(40, configuration(files: 100))
        try FileManager.default.removeItem(atPath: folder.path + "/audit-00000001.jsonl")
        let report = try folder.verify()
        let first = try #require(try folder.records("audit-00000002.jsonl")[0]["sequence"] as? Int)
        #expect(
            report.firstBreak
                == AuditBreak(file: "audit-00000002.jsonl", line: 1, reason: .beginning(sequence: first))
        )
    }

    @Test func aFileMissingInTheMiddleIsMissed() throws {
        try folder.write(40, configuration(files: 100))
        let expected = try #require(try folder.records("audit-00000003.jsonl")[0]["sequence"] as? Int)
        let found = try #require(try folder.records("audit-00000004.jsonl")[0]["sequence"] as? Int)
        try FileManager.default.removeItem(atPath: folder.path + "/audit-00000003.jsonl")
        let broken = try folder.verify().firstBreak
        #expect(
            broken
                == AuditBreak(
                    file: "audit-00000004.jsonl",
                    line: 1,
                    reason: .sequence(expected: expected, found: found)
                )
        )
    }

    @Test func aTornLineBeforeAnotherFileIsABreak() throws {
        try folder.write(40, configuration(files: 100))
        try folder.setBytes(try folder.bytes() + Data("{".utf8))
        let lines = try folder.lines().count
        #expect(
            try folder.verify().firstBreak
                == AuditBreak(file: "audit-00000001.jsonl", line: lines, reason: .unfinished)
        )
    }

    @Test func theOldestFileStaysWhereTheNextIsDamaged() throws {
        try folder.write(40, configuration(files: 100))
        let damaged = folder.path + "/audit-00000002.jsonl"
        try folder.setLines(
            ["{}"] + (try folder.lines("audit-00000002.jsonl").dropFirst()),
            of: "audit-00000002.jsonl"
        )
        let before = try files()
        let events = EventList()
        let log = try folder.open(configuration(files: 2), events: events)
        log.record(.numbered(1), at: noon)
        log.close(at: noon)
        #expect(
            events.all == [.notRemoved(.damaged(path: damaged, reason: "its first line is not a record"))]
        )
        #expect(try files().starts(with: before) && log.isHealthy)
    }

    @Test func aFileThatCannotBeBegunIsTriedAgain() throws {
        let obstacle = folder.path + "/audit-00000002.jsonl"
        let events = EventList()
        let log = try folder.open(configuration(files: 3), events: events)
        try FileManager.default.createDirectory(atPath: obstacle, withIntermediateDirectories: false)
        for number in 1...20 { log.record(.numbered(number), at: noon) }
        log.flush()
        #expect(!log.isHealthy)
        try FileManager.default.removeItem(atPath: obstacle)
        log.flush()
        #expect(log.isHealthy && log.lostRecords == 0)
        log.close(at: noon)
        #expect(try folder.verify().firstBreak == nil)
        #expect(
            events.all == [
                .writingFailed(.notWritable(path: obstacle, reason: "File exists")), .writingResumed,
            ]
        )
    }
}
