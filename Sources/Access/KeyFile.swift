import Crypto
public import Foundation

/// The file that holds an installation's keys, without their secrets.
///
/// Changes are made under a lock (`FILE.lock`), so that two at a time lose nothing, and replace the file as a
/// whole, so that a reader or a power cut sees either all of a change or nothing of it.
public struct KeyFile: Sendable {
    /// The path of the file.
    public let path: String

    /// The most keys that are kept; of the revoked ones, the longest revoked make room for new ones.
    public static let maximumKeys = 1_000
    /// The most bytes that a key file has.
    public static let maximumBytes = 1 << 20

    /// The key file at a path, which need not exist yet.
    public init(path: String) {
        self.path = path
    }

    /// A key that was just made.
    public struct NewKey: Sendable {
        /// What the file keeps.
        public let key: AccessKey
        /// The whole key, which can never be told again.
        public let text: String
    }

    /// The keys in the order in which they were made, revoked ones included.
    public func keys() throws(AccessError) -> [AccessKey] {
        try KeyFileReader(path: path).read().keys
    }

    /// Makes a key, and the file where it is missing.
    ///
    /// - Parameters:
    ///   - name: What people call the key; ``AccessError/nameTaken(name:id:)`` where a key that is not
    ///     revoked has it.
    ///   - expires: The first moment at which the key is refused, after `date`; nil for never.
    ///   - date: Now.
    public func add(
        name: String,
        scopes: Set<Scope>,
        expires: Date?,
        at date: Date
    ) throws(AccessError) -> NewKey {
        guard AccessKey.isName(name) else { throw .invalidName }
        guard !scopes.isEmpty else { throw .noScope }
        let expires = expires.map(Self.wholeSeconds)
        if let expires, expires <= date { throw .alreadyExpired }
        let lock = try KeyFileLock(path: path)
        defer { lock.release() }
        var keys = try existingKeys()
        if let other = keys.first(where: { $0.name == name && $0.revoked == nil }) {
            throw .nameTaken(name: name, id: other.id)
        }
        try makeRoom(in: &keys)
        let text = Self.newText(besides: Set(keys.map(\.id)))
        let key = AccessKey(
            id: text.id,
            name: name,
            scopes: scopes,
            created: Self.wholeSeconds(date),
            expires: expires,
            secretDigest: Array(SHA256.hash(data: Data(text.secret.utf8)))
        )
        try KeyFileWriter(path: path).replace(with: keys + [key])
        return NewKey(key: key, text: text.text)
    }

    /// Revokes a key, for good; one that is revoked already stays as it is.
    ///
    /// - Returns: The key as it is now.
    @discardableResult
    public func revoke(id: String, at date: Date) throws(AccessError) -> AccessKey {
        let lock = try KeyFileLock(path: path)
        defer { lock.release() }
        var keys = try keys()
        guard let index = keys.firstIndex(where: { $0.id == id }) else { throw .unknownKey(id: id) }
        guard keys[index].revoked == nil else { return keys[index] }
        keys[index].revoked = Self.wholeSeconds(date)
        keys[index].secretDigest = nil
        try KeyFileWriter(path: path).replace(with: keys)
        return keys[index]
    }

    private func existingKeys() throws(AccessError) -> [AccessKey] {
        do {
            return try keys()
        } catch .fileMissing {
            return []
        }
    }

    private func makeRoom(in keys: inout [AccessKey]) throws(AccessError) {
        guard keys.count >= Self.maximumKeys else { return }
        let revoked = keys.indices.filter { keys[$0].revoked != nil }
        guard let oldest = revoked.min(by: { (keys[$0].revoked ?? .now) < (keys[$1].revoked ?? .now) }) else {
            throw .tooManyKeys(limit: Self.maximumKeys)
        }
        keys.remove(at: oldest)
    }

    private static func newText(besides ids: Set<String>) -> KeyText {
        var text = KeyText()
        while ids.contains(text.id) { text = KeyText() }
        return text
    }

    private static func wholeSeconds(_ date: Date) -> Date {
        Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down))
    }
}
