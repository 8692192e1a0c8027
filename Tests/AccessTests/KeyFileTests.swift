import Access
import Crypto
import Foundation
import Testing

@Suite struct KeyFileTests {
    let folder: TemporaryFolder
    let file: KeyFile

    init() throws {
        folder = try TemporaryFolder()
        file = KeyFile(path: folder.path("keys.json"))
    }

    private func add(_ name: String, _ scopes: Set<Scope> = [.infer], expires: Date? = nil) throws
        -> KeyFile.NewKey
    {
        try file.add(name: name, scopes: scopes, expires: expires, at: noon)
    }

    @Test func keepsAllOfAKeyButItsSecret() throws {
        let end = noon.addingTimeInterval(60)
        let made = try add("ward 3", [.infer, .search], expires: end)
        let keys = try file.keys()
        #expect(keys == [made.key])
        #expect(keys[0].name == "ward 3" && keys[0].scopes == [.infer, .search])
        #expect(keys[0].created == noon && keys[0].expires == end && keys[0].revoked == nil)
        let secret = try #require(made.text.split(separator: "_").last)
        let text = try folder.text("keys.json")
        #expect(!text.contains(secret))
        let digest = SHA256.hash(data: Data(secret.utf8)).map { String(format: "%02x", $0) }.joined()
        #expect(text.contains(#""sha256" : "\#(digest)""#) && text.contains(#""version" : 1"#))
        #expect(text.contains(#""created" : "2026-11-21T12:00:00Z""#))
    }

    @Test func belongsToItsOwnerAlone() throws {
        _ = try add("a")
        #expect(try folder.mode("keys.json") == "600")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == [
                "keys.json", "keys.json.lock",
            ]
        )
    }

    @Test(arguments: [0o640, 0o604, 0o620, 0o602, 0o666, 0o610])
    func refusesAFileThatOthersMayUse(mode: Int) throws {
        _ = try add("a")
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
        let error = AccessError.tooOpen(path: file.path, mode: String(mode, radix: 8))
        #expect(throws: error) { try file.keys() }
        #expect(throws: error) { try add("b") }
        #expect("\(error)".contains("chmod 600"))
    }

    @Test func readsAFileThatMayNotBeWritten() throws {
        _ = try add("a")
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: file.path)
        #expect(try file.keys().count == 1)
    }

    @Test func aNameIsUniqueAmongTheKeysThatCount() throws {
        let first = try add("ward")
        #expect(throws: AccessError.nameTaken(name: "ward", id: first.key.id)) { try add("ward") }
        try file.revoke(id: first.key.id, at: noon)
        let second = try add("ward")
        #expect(try file.keys().map(\.id) == [first.key.id, second.key.id])
    }

    @Test func revokingTakesTheDigestAwayAndKeepsTheRest() throws {
        let made = try add("ward")
        let revoked = try file.revoke(id: made.key.id, at: noon.addingTimeInterval(5))
        #expect(revoked.revoked == noon.addingTimeInterval(5) && revoked.state(at: noon) == .revoked)
        #expect(try file.keys() == [revoked])
        #expect(try !folder.text("keys.json").contains("sha256"))
        // Twice is as good as once, and the first time stays.
        #expect(try file.revoke(id: made.key.id, at: noon.addingTimeInterval(99)) == revoked)
    }

    @Test func refusesAnUnknownID() throws {
        #expect(throws: AccessError.fileMissing(path: file.path)) { try file.revoke(id: "x", at: noon) }
        _ = try add("a")
        #expect(throws: AccessError.unknownKey(id: "x")) { try file.revoke(id: "x", at: noon) }
    }

    @Test(arguments: ["", " a", "a ", "a\nb", "a\u{7}", "\u{85}", String(repeating: "ä", count: 33)])
    func refusesANameThatIsNone(name: String) {
        #expect(throws: AccessError.invalidName) { try add(name) }
    }

    @Test func refusesAKeyThatCouldNeverBeUsed() {
        #expect(throws: AccessError.noScope) { try add("a", []) }
        #expect(throws: AccessError.alreadyExpired) { try add("a", expires: noon) }
    }

    @Test func aKeyExpiresAtItsMomentAndNotBefore() throws {
        let key = try add("a", expires: noon.addingTimeInterval(10)).key
        #expect(key.state(at: noon.addingTimeInterval(9.999)) == .active)
        #expect(key.state(at: noon.addingTimeInterval(10)) == .expired)
    }

    @Test func changesAtTheSameTimeLoseNothing() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<24 {
                group.addTask {
                    // Another file value of the same path, as another process would have.
                    _ = try KeyFile(path: file.path).add(
                        name: "k\(number)",
                        scopes: [.infer],
                        expires: nil,
                        at: noon
                    )
                }
            }
            try await group.waitForAll()
        }
        #expect(Set(try file.keys().map(\.name)) == Set((0..<24).map { "k\($0)" }))
    }

    @Test func aLinkToTheFileStaysALink() throws {
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("link.json"),
            withDestinationPath: folder.path("keys.json")
        )
        _ = try add("a")
        _ = try KeyFile(path: folder.path("link.json")).add(
            name: "b",
            scopes: [.admin],
            expires: nil,
            at: noon
        )
        #expect(try file.keys().map(\.name) == ["a", "b"])
        #expect(
            try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link.json")) == file.path
        )
    }

    @Test func whatAKilledProcessLeftBehindDoesNoHarm() throws {
        try folder.write(#"{"version": 1, "keys": [{"id""#, to: "keys.json.partial")
        _ = try add("a")
        #expect(try file.keys().count == 1)
        #expect(!FileManager.default.fileExists(atPath: folder.path("keys.json.partial")))
    }
}

/// What a file can hold, written by hand.
@Suite struct KeyFileContentTests {
    let folder: TemporaryFolder
    let file: KeyFile

    init() throws {
        folder = try TemporaryFolder()
        file = KeyFile(path: folder.path("keys.json"))
    }

    private static let digest = String(repeating: "0f", count: 32)
    private static let whole = """
        {"version": 1, "keys": [{"id": "a1", "name": "ward", "scopes": ["infer"],
        "created": "2026-11-21T12:00:00Z", "expires": "2027-01-01T00:00:00Z", "sha256": "\(digest)"}]}
        """

    private func reason(of text: String) throws -> String? {
        try folder.write(text, to: "keys.json")
        do {
            _ = try file.keys()
            return nil
        } catch let AccessError.malformed(path, reason) {
            #expect(path == file.path)
            return reason
        }
    }

    @Test func aWholeFileIsRead() throws {
        #expect(try reason(of: Self.whole) == nil)
        #expect(try reason(of: #"{"version": 1, "keys": []}"#) == nil)
    }

    @Test(arguments: [
        (#""id": "a1""#, #""id": "A1""#), (#""id": "a1""#, #""id": """#), (#""id": "a1", "#, ""),
        (#""name": "ward""#, #""name": "ward\n""#), (#"["infer"]"#, "[]"),
        (#"["infer"]"#, #"["infer", "root"]"#),
        (#"["infer"]"#, #""infer""#), ("2026-11-21T12:00:00Z", "yesterday"),
        ("2027-01-01T00:00:00Z", "never"),
        (#""2027-01-01T00:00:00Z""#, "0"), (digest, digest.dropLast() + ""),
        (digest, digest.dropLast() + "g"),
        (digest, digest + "00"), (digest, "+1" + digest.dropFirst(2)), (#", "sha256": "\#(digest)""#, ""),
        (#""expires""#, #""revoked""#), ("}]}", #"}, {"id": "a1"}]}"#), ("}]}", "}]"),
    ])
    func anyValueThatCannotBeIsRefused(what: String, instead: String) throws {
        let text = Self.whole.replacing(what, with: instead)
        #expect(text != Self.whole)
        let reason = try #require(try reason(of: text))
        #expect(!reason.contains("ward") && !reason.contains("0f0f"))
    }

    @Test func twoKeysWithOneIDAreRefused() throws {
        let key = try #require(
            Self.whole.firstIndex(of: "[").map { Self.whole[$0...].dropFirst().dropLast(2) }
        )
        let text = Self.whole.dropLast(2) + "," + key + "]}"
        #expect(try reason(of: String(text)) == "key number 2 has the id of an earlier one")
    }

    @Test(arguments: [
        "", "{", "[]", "null", "{}", #"{"version": "1"}"#, #"{"version": 0, "keys": []}"#, "\u{0}",
    ])
    func whatIsNoKeyFileIsRefusedWithARemedy(text: String) throws {
        let reason = try #require(try reason(of: text))
        #expect("\(AccessError.malformed(path: "f", reason: reason))".contains("backup"))
    }

    @Test func aNewerVersionIsNotGuessedAt() throws {
        try folder.write(#"{"version": 2, "keys": {}}"#, to: "keys.json")
        #expect(throws: AccessError.newerVersion(path: file.path, version: 2)) { try file.keys() }
    }

    @Test func aFileLargerThanAnyIsNotReadToItsEnd() throws {
        try folder.write(String(repeating: " ", count: KeyFile.maximumBytes) + Self.whole, to: "keys.json")
        #expect(throws: AccessError.tooLarge(path: file.path, limit: 1 << 20)) { try file.keys() }
    }

    @Test func aFolderOrAPipeIsNoKeyFile() throws {
        #expect(throws: AccessError.notAFile(path: "/dev/null")) { try KeyFile(path: "/dev/null").keys() }
        let pipe = folder.path("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(throws: AccessError.notAFile(path: pipe)) { try KeyFile(path: pipe).keys() }
    }

    @Test func aThousandKeysFitAndTheLongestRevokedMakeRoom() throws {
        let keys = (0..<1_000).map { number in
            #"{"id": "k\#(number)", "name": "n\#(number)", "scopes": ["infer"], "#
                + #""created": "2026-11-21T12:00:00Z", "sha256": "\#(Self.digest)"}"#
        }
        try folder.write(#"{"version": 1, "keys": [\#(keys.joined(separator: ","))]}"#, to: "keys.json")
        #expect(throws: AccessError.tooManyKeys(limit: 1_000)) {
            try file.add(name: "one more", scopes: [.infer], expires: nil, at: noon)
        }
        try file.revoke(id: "k7", at: noon.addingTimeInterval(1))
        try file.revoke(id: "k8", at: noon)
        let made = try file.add(name: "one more", scopes: [.infer], expires: nil, at: noon)
        let ids = try file.keys().map(\.id)
        #expect(ids.count == 1_000 && ids.last == made.key.id && ids.contains("k7") && !ids.contains("k8"))
    }
}
