public import Foundation
import Locking

/// What an operator should know about the key file of a running service.
public enum KeyRingEvent: Equatable, Sendable, CustomStringConvertible {
    /// The file has changed, and its keys count from now on; `active` of them may be used.
    case reloaded(active: Int)
    /// The file cannot be used; the keys read before go on counting until it can.
    case kept(AccessError)
    /// The file is gone; no key is accepted until it is back.
    case emptied(AccessError)

    /// What happened and what to do about it.
    public var description: String {
        switch self {
        case .reloaded(let active): return "The key file was read again: \(active) keys may be used."
        case .kept(let error): return "The keys read before go on counting, revoked ones included. \(error)"
        case .emptied(let error): return "No key is accepted any more. \(error)"
        }
    }
}

/// The keys of a running service, which follow their file without a restart.
///
/// The file is looked at when a key is presented, at most once a second, so that a key revoked in it is
/// refused a second later at most. A content that cannot be read or understood changes nothing and is
/// reported once: a slip while editing must not lock everybody out. A file that is gone leaves no key: taking
/// it away is how an operator stops all access, and nobody does so by a slip of the keyboard.
public final class KeyRing: Sendable {
    private struct State {
        var keys: [String: AccessKey]
        var stamp: FileStamp?
        var lastLook: Date
        var reported: AccessError?
    }

    /// How long the file is not looked at again, in seconds.
    public static let lookInterval: TimeInterval = 1

    private let path: String
    private let check: SecretCheck
    private let onEvent: @Sendable (KeyRingEvent) -> Void
    private let state: Guarded<State>

    /// Reads the keys.
    ///
    /// - Parameters:
    ///   - path: The key file.
    ///   - date: Now.
    ///   - onEvent: Called from whichever thread noticed the event; for the log and the audit log.
    /// - Throws: Any ``AccessError`` about the file: a service does not start with keys that it cannot read.
    public convenience init(
        path: String,
        at date: Date,
        onEvent: @escaping @Sendable (KeyRingEvent) -> Void
    ) throws(AccessError) {
        try self.init(path: path, at: date, check: .standard, onEvent: onEvent)
    }

    /// A ring whose checks of secrets a test can count.
    package init(
        path: String,
        at date: Date,
        check: SecretCheck,
        onEvent: @escaping @Sendable (KeyRingEvent) -> Void
    ) throws(AccessError) {
        self.path = path
        self.check = check
        self.onEvent = onEvent
        let (keys, stamp) = try KeyFileReader(path: path).read()
        state = Guarded(State(keys: Self.byID(keys), stamp: stamp, lastLook: date))
    }

    /// Whether a presented key is accepted at a time.
    ///
    /// Whatever is presented costs one SHA-256 of a secret's length and one comparison of two digests in
    /// constant time, so that the time tells nothing about ids or secrets.
    ///
    /// - Parameter presented: What stands after `Bearer ` (RFC 6750 section 2.1), however long.
    public func authenticate(_ presented: String, at date: Date) -> Authentication {
        lookIfDue(at: date)
        let text = KeyText(presented)
        let key = text.flatMap { text in state.withLock { $0.keys[text.id] } }
        let isRight = check.isRight(secret: text?.secret, digest: key?.secretDigest)
        guard text != nil else { return .refused(.malformed) }
        guard let key else { return .refused(.unknownKey) }
        guard key.revoked == nil else { return .refused(.revoked) }
        guard isRight else { return .refused(.wrongSecret) }
        guard key.state(at: date) == .active else { return .refused(.expired) }
        return .accepted(Caller(keyID: key.id, name: key.name, scopes: key.scopes))
    }

    /// Looks at the file now instead of when a key is presented next, as after SIGHUP.
    public func reload(at date: Date) {
        if let event = state.withLock({ look(&$0, at: date) }) { onEvent(event) }
    }

    /// How many keys may be used at a time.
    public func activeKeys(at date: Date) -> Int {
        state.withLock { Self.active($0.keys, at: date) }
    }

    private func lookIfDue(at date: Date) {
        let event = state.withLock { state -> KeyRingEvent? in
            // Either way: a clock that was set back must not keep a revoked key alive.
            guard abs(date.timeIntervalSince(state.lastLook)) >= Self.lookInterval else { return nil }
            return look(&state, at: date)
        }
        if let event { onEvent(event) }
    }

    private func look(_ state: inout State, at date: Date) -> KeyRingEvent? {
        state.lastLook = date
        if state.reported == nil, let stamp = state.stamp, stamp == FileStamp(path: path) { return nil }
        do {
            let (keys, stamp) = try KeyFileReader(path: path).read()
            state.keys = Self.byID(keys)
            state.stamp = stamp
            state.reported = nil
            return .reloaded(active: Self.active(state.keys, at: date))
        } catch {
            let isGone = error == .fileMissing(path: path)
            if isGone { state.keys = [:] }
            // A file that stays as it is gets read again, for it may be half written, but told about once.
            guard state.reported != error else { return nil }
            state.reported = error
            return isGone ? .emptied(error) : .kept(error)
        }
    }

    private static func byID(_ keys: [AccessKey]) -> [String: AccessKey] {
        Dictionary(keys.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private static func active(_ keys: [String: AccessKey], at date: Date) -> Int {
        keys.values.count { $0.state(at: date) == .active }
    }
}
