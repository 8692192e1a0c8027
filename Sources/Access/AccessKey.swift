public import Foundation

/// What is kept of a key: everything but its secret.
public struct AccessKey: Equatable, Sendable {
    /// The public part of the key's text.
    public let id: String
    /// The name that an operator gave it, unique among the keys that are not revoked.
    public let name: String
    /// What its holder may do; at least one scope.
    public let scopes: Set<Scope>
    /// When it was made, to the second.
    public let created: Date
    /// From when on it is refused, or nil where it never expires.
    public let expires: Date?
    /// Since when it is revoked, or nil.
    public internal(set) var revoked: Date?
    /// SHA-256 of the secret's ASCII bytes, 32 bytes; nil once the key is revoked.
    ///
    /// A slow hash with a salt is for passwords, which people choose and others can guess. There are
    /// 2²⁵⁶ secrets, all alike, so guessing is hopeless at any speed and a fast hash gives nothing away.
    var secretDigest: [UInt8]?

    /// Whether a key may be used.
    public enum State: String, Sendable {
        /// It is accepted.
        case active
        /// Its time is over.
        case expired
        /// An operator has revoked it.
        case revoked
    }

    /// Whether the key may be used at a time.
    public func state(at date: Date) -> State {
        if revoked != nil { return .revoked }
        if let expires, date >= expires { return .expired }
        return .active
    }

    /// The longest name in UTF-8 bytes.
    public static let maximumNameBytes = 64

    /// Whether the text may be a name: 1 to ``maximumNameBytes`` bytes without control characters and without
    /// blanks at its ends.
    static func isName(_ text: String) -> Bool {
        (1...maximumNameBytes).contains(text.utf8.count)
            && text == text.trimmingCharacters(in: .whitespacesAndNewlines)
            && !text.unicodeScalars.contains { CharacterSet.controlCharacters.contains($0) }
    }
}
