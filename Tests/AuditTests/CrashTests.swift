import Audit
import Foundation
import Testing

/// What a killed process or a power cut leaves behind is a log cut off anywhere.
@Suite struct CrashTests {
    let folder: LogFolder

    init() throws { folder = try LogFolder() }

    @Test func aTornLineIsSetAsideIntoARecord() throws {
        try folder.write(3)
        let whole = try folder.bytes()
        let torn = Data(#"{"action":"score","caller":"k1","prev"#.utf8)
        try folder.setBytes(whole + torn)
        let noted = try folder.verify()
        #expect(noted.firstBreak == nil && noted.tornBytes == torn.count && noted.records == 5)

        let events = EventList()
        let log = try folder.open(events: events)
        log.record(.numbered(9), at: noon)
        log.close(at: noon)
        #expect(events.all == [.tornLine(bytes: torn.count)])
        #expect(try folder.actions().suffix(4) == ["audit.torn-line", "audit.start", "score", "audit.stop"])
        let detail = try #require(try folder.records()[5]["detail"] as? [String: Any])
        #expect(
            detail["bytes"] as? Int == torn.count && detail["torn"] as? String == torn.base64EncodedString()
        )
        let report = try folder.verify()
        #expect(report.firstBreak == nil && report.records == 9 && report.tornBytes == 0)
        #expect(try folder.bytes().starts(with: whole))
    }

    @Test func aLogCutAnywhereCanBeOpenedAndKeepsEveryWholeRecord() throws {
        try folder.write(2)
        let bytes = try folder.bytes()
        for length in stride(from: 0, through: bytes.count, by: 7) {
            let copy = try LogFolder()
            try FileManager.default.createDirectory(atPath: copy.path, withIntermediateDirectories: false)
            try copy.setBytes(bytes.prefix(length))
            try copy.open().close(at: noon)
            let report = try copy.verify()
            let cut = bytes.prefix(length)
            let whole = cut.count { $0 == UInt8(ascii: "\n") }
            let isTorn = !cut.isEmpty && cut.last != UInt8(ascii: "\n")
            #expect(
                report.firstBreak == nil && report.records == whole + (isTorn ? 3 : 2),
                "cut at \(length)"
            )
        }
    }

    @Test func aLongTornLineIsKeptInPart() throws {
        try folder.write(1)
        let garbage = Data(repeating: 0, count: 30_000)
        try folder.setBytes(try folder.bytes() + garbage)
        try folder.open().close(at: noon)
        let detail = try #require(try folder.records()[3]["detail"] as? [String: Any])
        #expect(detail["bytes"] as? Int == 30_000)
        #expect(detail["torn"] as? String == Data(repeating: 0, count: 4_096).base64EncodedString())
        #expect(try folder.verify().firstBreak == nil)
    }

    @Test func aFileBegunJustBeforeTheCrashContinuesTheOneBefore() throws {
        try folder.write(3)
        try folder.setBytes(Data(), of: "audit-00000002.jsonl")
        try folder.write(1)
        let report = try folder.verify()
        #expect(report.firstBreak == nil && report.records == 8 && report.files.count == 2)
        #expect(try folder.records("audit-00000002.jsonl").first?["sequence"] as? Int == 6)
    }

    @Test func aFileBegunJustBeforeTheCrashMayBeTornToo() throws {
        try folder.write(3)
        try folder.setBytes(Data("{".utf8), of: "audit-00000002.jsonl")
        try folder.write(1)
        let report = try folder.verify()
        #expect(report.firstBreak == nil && report.records == 9)
    }

    @Test func aLastRecordThatIsDamagedIsNotBuiltUpon() throws {
        try folder.write(3)
        let lines = try folder.lines()
        let path = folder.path + "/audit-00000001.jsonl"
        try folder.setLines(lines.dropLast() + ["{}"])
        #expect(throws: AuditError.damaged(path: path, reason: "its last line is not a record")) {
            try folder.open()
        }
        try folder.setLines(lines.dropLast(2) + [lines[4]])
        let reason = "its last record does not follow the one before it"
        #expect(throws: AuditError.damaged(path: path, reason: reason)) { try folder.open() }
        try folder.setBytes(Data(repeating: 0, count: 200_000))
        #expect(throws: AuditError.self) { try folder.open() }
    }

    @Test func aNumberBeyondAllCountingIsNotCountedOnFrom() throws {
        try folder.write(1)
        let last = try folder.lines()[0].replacing(
            #""sequence":1,"#,
            with: #""sequence":9223372036854775807,"#
        )
        try folder.setLines([last])
        #expect(throws: AuditError.self) { try folder.open() }
        #expect(try folder.verify().firstBreak?.reason == .notARecord)
    }
}
