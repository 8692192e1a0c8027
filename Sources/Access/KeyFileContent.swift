import Foundation

/// The JSON of a key file, format version 1: `{"version": 1, "keys": [{"id", "name", "scopes", "created",
/// "expires", "revoked", "sha256"}]}`.
///
/// Times are ISO 8601 in UTC to the second, `sha256` is that of the secret in 64 lower-case hexadecimal
/// digits. `expires`, `revoked` and, for a revoked key, `sha256` are left out where there is nothing to say.
struct KeyFileContent: Codable {
    static let version = 1

    struct Key: Codable {
        let id: String
        let name: String
        let scopes: [String]
        let created: String
        let expires: String?
        let revoked: String?
        let sha256: String?
    }

    private struct Version: Codable {
        let version: Int
    }

    /// Why a file's content was refused.
    enum Flaw: Error {
        case malformed(reason: String)
        case newerVersion(Int)
    }

    let version: Int
    let keys: [Key]

    init(_ keys: [AccessKey]) {
        version = Self.version
        self.keys = keys.map(Key.init)
    }

    /// Reads a file's bytes.
    static func keys(from data: Data) throws(Flaw) -> [AccessKey] {
        let decoder = JSONDecoder()
        guard let version = try? decoder.decode(Version.self, from: data).version else {
            throw .malformed(reason: "it is not JSON with a version")
        }
        guard version <= Self.version else { throw .newerVersion(version) }
        guard version == Self.version, let content = try? decoder.decode(Self.self, from: data) else {
            throw .malformed(reason: "it does not have the form of version \(Self.version)")
        }
        guard content.keys.count <= KeyFile.maximumKeys else {
            throw .malformed(reason: "it has more than \(KeyFile.maximumKeys) keys")
        }
        var keys: [AccessKey] = []
        var ids: Set<String> = []
        for (index, key) in content.keys.enumerated() {
            guard let key = AccessKey(key) else {
                throw .malformed(reason: "key number \(index + 1) has a value that cannot be")
            }
            guard ids.insert(key.id).inserted else {
                throw .malformed(reason: "key number \(index + 1) has the id of an earlier one")
            }
            keys.append(key)
        }
        return keys
    }

    /// The file's bytes.
    func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }
}

extension KeyFileContent.Key {
    fileprivate init(_ key: AccessKey) {
        id = key.id
        name = key.name
        scopes = Scope.allCases.filter(key.scopes.contains).map(\.rawValue)
        created = key.created.formatted(.iso8601)
        expires = key.expires?.formatted(.iso8601)
        revoked = key.revoked?.formatted(.iso8601)
        sha256 = key.secretDigest?.map { String(format: "%02x", $0) }.joined()
    }
}

extension AccessKey {
    /// The key that a file holds; nil where a value cannot be one of ours.
    fileprivate init?(_ key: KeyFileContent.Key) {
        let scopes = key.scopes.compactMap(Scope.init)
        let digest = key.sha256.flatMap(Self.bytes)
        guard KeyText.isID(key.id), Self.isName(key.name), !scopes.isEmpty, scopes.count == key.scopes.count,
            let created = Self.date(key.created), (digest == nil) == (key.sha256 == nil),
            (key.revoked == nil) == (digest != nil)
        else { return nil }
        let expires = key.expires.map(Self.date)
        let revoked = key.revoked.map(Self.date)
        // A time that cannot be read must not become a key that never expires.
        if case .some(.none) = expires { return nil }
        if case .some(.none) = revoked { return nil }
        self.init(
            id: key.id,
            name: key.name,
            scopes: Set(scopes),
            created: created,
            expires: expires ?? nil,
            revoked: revoked ?? nil,
            secretDigest: digest
        )
    }

    private static func date(_ text: String) -> Date? {
        try? Date(text, strategy: .iso8601)
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count == 64 else { return nil }
        let bytes = stride(from: 0, to: 64, by: 2).compactMap { index -> UInt8? in
            let pair = String(decoding: digits[index..<index + 2], as: UTF8.self)
            return pair.contains("+") ? nil : UInt8(pair, radix: 16)
        }
        return bytes.count == 32 ? bytes : nil
    }
}
