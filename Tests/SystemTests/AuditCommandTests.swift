import Foundation
import TestFiles
import Testing

/// The log's lines are written here by hand, so that the command is checked against the format and not against itself:
/// each line was hashed with `printf %s LINE | sha256sum`.
@Suite struct AuditCommandTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let first =
        #"{"action":"audit.start","caller":"system","previous":"\#(String(repeating: "0", count: 64))","#
        + #""sequence":1,"time":"2026-11-21T12:00:00.000Z"}"#
    private static let firstHash = "956b462e536c5df0fda1ae63f6cb493f68192b3b4a2014ed26deb0cc18aa500f"
    private static let second =
        #"{"action":"score","caller":"k1","outcome":200,"previous":"\#(firstHash)","#
        + #""sequence":2,"time":"2026-11-21T12:00:01.000Z"}"#
    private static let secondHash = "9073b3a1bbed41381a9efbfc46dcde94641a2dfea8a7e57ad2ad60ef16e34049"

    private func verify(_ lines: [String], _ options: String...) throws -> FinishedProcess {
        let file = folder.url.appending(path: "audit-00000001.jsonl")
        try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: file)
        return try Program.run(["audit", "verify", folder.url.path] + options)
    }

    @Test func aWholeLogIsToldWithItsHead() throws {
        let result = try verify([Self.first, Self.second])
        #expect(result.status == 0 && result.output.contains("1 to 2") && result.output.contains("whole"))
        #expect(result.output.contains("head     \(Self.secondHash)"))
    }

    @Test func aChangeIsToldWithItsPlace() throws {
        let changed = Self.first.replacing("system", with: "nobody")
        let result = try verify([changed, Self.second])
        #expect(result.status == 1 && result.errors.contains("audit-00000001.jsonl, line 2"))
    }

    @Test func aNotedHeadHasToBeInTheLog() throws {
        #expect(try verify([Self.first, Self.second], "--expect", Self.firstHash).status == 0)
        let cut = try verify([Self.first], "--expect", Self.secondHash)
        #expect(cut.status == 1 && cut.errors.contains("cut off"))
        #expect(try verify([Self.first], "--expect", "abc").status == 1)
    }
}
