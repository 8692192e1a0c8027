import Foundation
import TestFiles
import Testing

@Suite struct KeysCommandTests {
    let folder: TemporaryFolder
    let keys: String

    init() throws {
        folder = try TemporaryFolder()
        keys = folder.url.appending(path: "keys.json").path
    }

    private func keysCommand(_ arguments: String...) throws -> FinishedProcess {
        try Program.run(["keys"] + arguments + ["--keys", keys])
    }

    @Test func addPrintsTheKeyAloneAndOnce() throws {
        let result = try keysCommand("add", "--name", "ward 3", "--scope", "infer", "--scope", "search")
        #expect(result.status == 0)
        #expect(try /hilum_[0-9a-z]{10}_[0-9A-Za-z]{43}\n/.wholeMatch(in: result.output) != nil)
        let secret = try #require(result.output.split(separator: "_").last).dropLast()
        #expect(result.errors.contains("ward 3") && !result.errors.contains(secret))
        let list = try keysCommand("list")
        let file = try String(contentsOfFile: keys, encoding: .utf8)
        #expect(!list.output.contains(secret) && !file.contains(secret))
        let lines = list.output.split(separator: "\n")
        #expect(lines.count == 2 && lines[0].hasPrefix("id ") && lines[1].hasSuffix("active"))
        #expect(
            lines[1].contains("ward 3") && lines[1].contains("infer,search") && lines[1].contains("never")
        )
    }

    @Test func listShowsWhatHasExpiredOrWasRevokedAndNoHash() throws {
        _ = try keysCommand("add", "--name", "long", "--scope", "admin", "--expires", "90d")
        let made = try keysCommand("add", "--name", "short", "--scope", "infer")
        let id = String(try #require(made.output.split(separator: "_").dropFirst().first))
        let revoked = try keysCommand("revoke", id)
        #expect(revoked.status == 0 && revoked.output.contains("short"))
        let list = try keysCommand("list").output
        #expect(list.contains("active") && list.contains("revoked"))
        #expect(try /[0-9a-f]{64}/.firstMatch(in: list) == nil)
    }

    @Test(arguments: [
        (["add", "--name", "a"], "scope"), (["add", "--name", " ", "--scope", "infer"], "name"),
        (["add", "--name", "a", "--scope", "infer", "--expires", "soon"], "2027-01-31"),
        (["add", "--name", "a", "--scope", "infer", "--expires", "2020-01-01"], "later day"),
        (["revoke", "nobody"], "hilum keys add"), (["list"], "hilum keys add"),
    ])
    func mistakesAreToldWithTheirRemedy(arguments: [String], remedy: String) throws {
        let result = try Program.run(["keys"] + arguments + ["--keys", keys])
        #expect(result.status == 1 && result.output.isEmpty && result.errors.contains(remedy))
    }
}
