import Access
import Crypto
import Foundation
import Synchronization
import Testing

@Suite struct KeyRingTests {
    let folder: TemporaryFolder
    let file: KeyFile
    let events = EventList()

    init() throws {
        folder = try TemporaryFolder()
        file = KeyFile(path: folder.path("keys.json"))
    }

    private func add(_ name: String, _ scopes: Set<Scope> = [.infer], expires: Date? = nil) throws
        -> KeyFile.NewKey
    {
        try file.add(name: name, scopes: scopes, expires: expires, at: noon)
    }

    private func ring() throws -> KeyRing {
        try KeyRing(path: file.path, at: noon) { [events] in events.append($0) }
    }

    private func later(_ seconds: TimeInterval) -> Date { noon.addingTimeInterval(seconds) }

    @Test func aKeyIsAcceptedWithItsNameAndScopes() throws {
        let made = try add("ward", [.infer, .metrics])
        let caller = Caller(keyID: made.key.id, name: "ward", scopes: [.infer, .metrics])
        #expect(try ring().authenticate(made.text, at: noon) == .accepted(caller))
    }

    @Test func everyOtherTextIsRefused() throws {
        let made = try add("ward")
        let other = try add("other")
        let ring = try ring()
        let secret = try #require(made.text.split(separator: "_").last)
        let crossed = "hilum_\(other.key.id)_\(secret)"
        #expect(ring.authenticate(crossed, at: noon) == .refused(.wrongSecret))
        #expect(ring.authenticate("hilum_zz_\(secret)", at: noon) == .refused(.unknownKey))
        #expect(ring.authenticate(made.text + " ", at: noon) == .refused(.malformed))
        #expect(ring.authenticate("", at: noon) == .refused(.malformed))
        #expect(ring.authenticate(made.key.id, at: noon) == .refused(.malformed))
    }

    @Test func noCharacterOfTheSecretMayDiffer() throws {
        let made = try add("ward")
        let ring = try ring()
        let characters = Array(made.text)
        for index in characters.indices.suffix(KeyText.secretLength) {
            var changed = characters
            changed[index] = changed[index] == "a" ? "b" : "a"
            #expect(ring.authenticate(String(changed), at: noon) == .refused(.wrongSecret))
        }
    }

    @Test func aKeyIsRefusedFromItsExpiryOn() throws {
        let made = try add("ward", expires: later(100))
        let ring = try ring()
        #expect(ring.authenticate(made.text, at: later(99.9)) != .refused(.expired))
        #expect(ring.activeKeys(at: later(99.9)) == 1 && ring.activeKeys(at: later(100)) == 0)
        #expect(ring.authenticate(made.text, at: later(100)) == .refused(.expired))
        // Whoever does not know the secret does not learn that the key has expired.
        let wrong = made.text.dropLast() + (made.text.hasSuffix("a") ? "b" : "a")
        #expect(ring.authenticate(String(wrong), at: later(100)) == .refused(.wrongSecret))
    }

    @Test func aKeyAddedToTheFileCountsASecondLater() throws {
        _ = try add("first")
        let ring = try ring()
        let second = try add("second")
        #expect(ring.authenticate(second.text, at: later(0.5)) == .refused(.unknownKey))
        let caller = Caller(keyID: second.key.id, name: "second", scopes: [.infer])
        #expect(ring.authenticate(second.text, at: later(1)) == .accepted(caller))
        #expect(events.all == [.reloaded(active: 2)])
    }

    @Test func aRevokedKeyStopsWorkingWithinASecond() throws {
        let made = try add("ward")
        let ring = try ring()
        try file.revoke(id: made.key.id, at: noon)
        #expect(ring.authenticate(made.text, at: later(1)) == .refused(.revoked))
        #expect(events.all == [.reloaded(active: 0)])
    }

    @Test func aClockThatWasSetBackDoesNotKeepARevokedKeyAlive() throws {
        let made = try add("ward")
        let ring = try ring()
        try file.revoke(id: made.key.id, at: noon)
        #expect(ring.authenticate(made.text, at: later(-3600)) == .refused(.revoked))
    }

    @Test func anUnchangedFileIsNotReadAgain() throws {
        let made = try add("ward")
        let ring = try ring()
        for second in 1...50 { _ = ring.authenticate(made.text, at: later(Double(second))) }
        #expect(events.all.isEmpty)
    }

    @Test func aChangeCanBeAskedFor() throws {
        _ = try add("first")
        let ring = try ring()
        let second = try add("second")
        ring.reload(at: noon)
        #expect(ring.authenticate(second.text, at: noon) != .refused(.unknownKey))
    }

    @Test func aMalformedChangeLeavesTheKeysAndIsToldOnce() throws {
        let made = try add("ward")
        let good = try folder.text("keys.json")
        let ring = try ring()
        try folder.write(good + "}", to: "keys.json")
        for second in 1...5 {
            #expect(ring.authenticate(made.text, at: later(Double(second))) != .refused(.unknownKey))
        }
        let error = AccessError.malformed(path: file.path, reason: "it is not JSON with a version")
        #expect(events.all == [.kept(error)])
        try folder.write(good, to: "keys.json")
        _ = ring.authenticate(made.text, at: later(6))
        #expect(events.all == [.kept(error), .reloaded(active: 1)])
    }

    @Test func aFileThatOthersMayWriteIsNotFollowed() throws {
        let made = try add("ward")
        let ring = try ring()
        try folder.write(#"{"version": 1, "keys": []}"#, to: "keys.json", mode: 0o666)
        #expect(ring.authenticate(made.text, at: later(1)) != .refused(.unknownKey))
        #expect(events.all == [.kept(.tooOpen(path: file.path, mode: "666"))])
    }

    @Test func aDeletedFileLeavesNoKeyUntilItIsBack() throws {
        let made = try add("ward")
        let ring = try ring()
        try FileManager.default.moveItem(atPath: file.path, toPath: folder.path("away"))
        for second in 1...3 {
            #expect(ring.authenticate(made.text, at: later(Double(second))) == .refused(.unknownKey))
        }
        try FileManager.default.moveItem(atPath: folder.path("away"), toPath: file.path)
        #expect(ring.authenticate(made.text, at: later(4)) != .refused(.unknownKey))
        #expect(events.all == [.emptied(.fileMissing(path: file.path)), .reloaded(active: 1)])
    }

    @Test func aServiceDoesNotStartWithoutAFileThatItCanRead() throws {
        #expect(throws: AccessError.fileMissing(path: file.path)) { try ring() }
        try folder.write("{}", to: "keys.json")
        #expect(throws: AccessError.self) { try ring() }
    }

    @Test func manyTasksSeeEitherTheOldKeysOrTheNew() async throws {
        let stays = try add("stays")
        let goes = try add("goes")
        let ring = try ring()
        let started = noon
        let file = file
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for step in 0..<200 {
                        let date = started.addingTimeInterval(Double(step) + Double(task) / 8)
                        let caller = Caller(keyID: stays.key.id, name: "stays", scopes: [.infer])
                        #expect(ring.authenticate(stays.text, at: date) == .accepted(caller))
                        let verdict = ring.authenticate(goes.text, at: date)
                        #expect(verdict == .refused(.revoked) || verdict != .refused(.unknownKey))
                    }
                }
            }
            group.addTask { _ = try file.revoke(id: goes.key.id, at: started) }
            try await group.waitForAll()
        }
        ring.reload(at: noon)
        #expect(ring.authenticate(goes.text, at: noon) == .refused(.revoked))
    }
}

/// What an attacker can time: the same two steps on inputs of the same lengths, whatever was presented.
@Suite struct ConstantWorkTests {
    @Test(arguments: Authentication.Refusal.allCases)
    func everyRefusalCostsWhatAnAcceptanceCosts(refusal: Authentication.Refusal) throws {
        let folder = try TemporaryFolder()
        let file = KeyFile(path: folder.path("keys.json"))
        let good = try file.add(name: "good", scopes: [.infer], expires: nil, at: noon)
        let old = try file.add(name: "old", scopes: [.infer], expires: noon.addingTimeInterval(1), at: noon)
        let gone = try file.add(name: "gone", scopes: [.infer], expires: nil, at: noon)
        try file.revoke(id: gone.key.id, at: noon)
        let secret = try #require(old.text.split(separator: "_").last)
        let presented =
            switch refusal {
            case .malformed: String(repeating: "x", count: 10_000)
            case .unknownKey: "hilum_nobody_\(secret)"
            case .wrongSecret: "hilum_\(good.key.id)_\(secret)"
            case .expired: old.text
            case .revoked: gone.text
            }
        let steps = StepList()
        let check = SecretCheck(
            digest: { secret in
                steps.append("digest of \(secret.count)")
                return SHA256.hash(data: secret)
            },
            isEqual: { digest, kept in
                steps.append("comparison of \(kept.count)")
                return digest == kept
            }
        )
        let ring = try KeyRing(path: file.path, at: noon.addingTimeInterval(1), check: check) { _ in }
        let date = noon.addingTimeInterval(1)
        #expect(ring.authenticate(presented, at: date) == .refused(refusal))
        #expect(steps.all == ["digest of 43", "comparison of 32"])
        #expect(ring.authenticate(good.text, at: date) != .refused(refusal))
        #expect(steps.all == ["digest of 43", "comparison of 32", "digest of 43", "comparison of 32"])
    }
}

/// Things that happened, in order.
final class OrderedList<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])
    var all: [Element] { elements.withLock { $0 } }
    func append(_ element: Element) { elements.withLock { $0.append(element) } }
}

typealias EventList = OrderedList<KeyRingEvent>
typealias StepList = OrderedList<String>
