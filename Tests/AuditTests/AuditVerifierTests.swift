import Audit
import Foundation
import Testing

@Suite struct AuditVerifierTests {
    let folder: LogFolder
    /// A start, five records, a stop.
    let lines: [String]

    private static let file = "audit-00000001.jsonl"

    init() throws {
        folder = try LogFolder()
        try folder.write(5)
        lines = try folder.lines()
    }

    private func firstBreak(of lines: [String]) throws -> AuditBreak? {
        try folder.setLines(lines)
        return try folder.verify().firstBreak
    }

    private func broken(_ line: Int, _ reason: AuditBreak.Reason) -> AuditBreak {
        AuditBreak(file: Self.file, line: line, reason: reason)
    }

    /// Line 4 is changed; line 5 no longer holds its hash.
    @Test(arguments: [
        (#""caller":"k3""#, #""caller":"k4""#), (#""action":"score""#, #""action":"query""#),
        (#""object":"a"#, #""object":"b"#), (#""outcome":200"#, #""outcome":404"#),
        (#""request":"request-3""#, #""request":"request-9""#),
        (#""time":"2026-11-21T12:00:03.000Z""#, #""time":"2026-11-21T12:00:03.001Z""#),
        (#""outcome":200,"#, ""), (#"{"action""#, #"{ "action""#),
    ])
    func aChangedFieldIsFound(what: String, instead: String) throws {
        let changed = lines[3].replacing(what, with: instead)
        #expect(changed != lines[3])
        #expect(try firstBreak(of: lines[..<3] + [changed] + lines[4...]) == broken(5, .chain))
    }

    @Test func aChangedNumberOrHashIsFoundInItsOwnLine() throws {
        let number = lines[3].replacing(#""sequence":4"#, with: #""sequence":5"#)
        #expect(
            try firstBreak(of: lines[..<3] + [number] + lines[4...])
                == broken(4, .sequence(expected: 4, found: 5))
        )
        let other = lines[3].replacing(/"previous":"../, with: #""previous":"zz"#)
        #expect(try firstBreak(of: lines[..<3] + [other] + lines[4...]) == broken(4, .chain))
    }

    @Test func theVeryFirstRecordHasToFollowTheBeginning() throws {
        let other = lines[0].replacing(/"previous":"00/, with: #""previous":"01"#)
        #expect(try firstBreak(of: [other] + lines[1...]) == broken(1, .chain))
    }

    @Test func aRemovedLineIsFound() throws {
        for index in 1..<lines.count - 1 {
            var rest = lines
            rest.remove(at: index)
            let reason = AuditBreak.Reason.sequence(expected: index + 1, found: index + 2)
            #expect(try firstBreak(of: rest) == broken(index + 1, reason))
        }
        #expect(try firstBreak(of: Array(lines.dropFirst())) == broken(1, .beginning(sequence: 2)))
    }

    @Test func swappedLinesAreFound() throws {
        var swapped = lines
        swapped.swapAt(2, 3)
        #expect(try firstBreak(of: swapped) == broken(3, .sequence(expected: 3, found: 4)))
    }

    @Test func aRepeatedOrForgedLineIsFound() throws {
        #expect(
            try firstBreak(of: lines[...3] + [lines[3]] + lines[4...])
                == broken(5, .sequence(expected: 5, found: 4))
        )
        let forged = lines[4].replacing("request-4", with: "request-x")
        #expect(
            try firstBreak(of: lines[...3] + [forged] + lines[4...])
                == broken(6, .sequence(expected: 6, found: 5))
        )
    }

    @Test(arguments: [
        "", "{}", "null", "[1]", "not JSON", #"{"sequence":4}"#, String(repeating: "x", count: 40_000),
    ])
    func aLineThatIsNoRecordIsFound(line: String) throws {
        #expect(try firstBreak(of: lines[..<3] + [line] + lines[3...]) == broken(4, .notARecord))
    }

    @Test func aLineOfZerosWithoutEndIsABreakAndNotAllOfMemory() throws {
        try folder.setBytes(Data(lines[0].utf8 + [10]) + Data(repeating: 0, count: 5_000_000))
        #expect(try folder.verify().firstBreak == broken(2, .notARecord))
    }

    /// What no chain can tell, and what the noted head is for.
    @Test func onlyANotedHeadTellsThatTheEndWasCutOff() throws {
        let head = try folder.verify().head.hash
        try folder.setLines(Array(lines.dropLast()))
        #expect(try folder.verify().firstBreak == nil)
        #expect(try folder.verify(expecting: head).expectedSequence == nil)
    }

    @Test func onlyANotedHeadTellsThatTheLastLineWasChanged() throws {
        let head = try folder.verify().head.hash
        try folder.setLines(lines.dropLast() + [lines[6].replacing("system", with: "nobody")])
        #expect(try folder.verify().firstBreak == nil)
        #expect(try folder.verify(expecting: head).expectedSequence == nil)
    }

    @Test func aHeadNotedEarlierIsFoundInALogThatHasGrown() throws {
        let head = try folder.verify().head.hash
        try folder.write(3)
        let report = try folder.verify(expecting: head.uppercased())
        #expect(report.expectedSequence == 7 && report.head.sequence == 12 && report.head.hash != head)
    }

    @Test(arguments: ["", "abc", String(repeating: "g", count: 64), String(repeating: "0", count: 65)])
    func anExpectationThatIsNoHashIsRefused(text: String) {
        #expect(throws: AuditError.invalidHash) { try folder.verify(expecting: text) }
    }

    @Test func aFolderWithoutALogIsRefused() throws {
        let empty = folder.url.path
        #expect(throws: AuditError.noLog(folder: empty)) { try AuditVerifier(folder: empty).verify() }
        #expect(throws: AuditError.notAFolder(path: empty + "/x")) {
            try AuditVerifier(folder: empty + "/x").verify()
        }
    }

    @Test func aLogInUseCanBeVerified() throws {
        let log = try folder.open()
        log.record(.numbered(1), at: noon)
        log.flush()
        #expect(try folder.verify().records == 9)
    }
}
