import Crypto
public import Foundation

/// What the audit log calls an object: a hash that only the holder of the log's key can compute, so that
/// nobody can find out from the log alone whether a certain image or report was there.
///
/// It is HMAC-SHA-256 (RFC 2104) with a key of 32 random bytes over the kind's name, a zero byte and the
/// object's bytes. The key is made at the log's first start and stays beside it, for its owner alone.
public struct ObjectHasher: Sendable {
    /// What an object is; equal bytes of two kinds have different hashes.
    public enum Kind: String, Sendable {
        /// The bytes of an image as they were received.
        case image
        /// The UTF-8 bytes of a report.
        case report
        /// The UTF-8 bytes of a query's text.
        case query
        /// The UTF-8 bytes of a label set's name.
        case labelSet = "label-set"
        /// The UTF-8 bytes of an index item's id.
        case item
        /// The UTF-8 bytes of a model's id.
        case model
    }

    /// The length of the key.
    public static let keyBytes = 32
    private let key: SymmetricKey

    package init(key: Data) {
        self.key = SymmetricKey(data: key)
    }

    /// The hash of an object, 64 lower-case hexadecimal digits.
    public func hash(_ kind: Kind, _ bytes: some DataProtocol) -> String {
        var code = HMAC<SHA256>(key: key)
        code.update(data: Data(kind.rawValue.utf8) + [0])
        code.update(data: bytes)
        return hexadecimal(code.finalize())
    }

    /// Reads the key of a log, which it makes at the first start; the caller holds the log's lock.
    init(in folder: AuditFolder) throws(AuditError) {
        if let file = OpenFile(folder.keyPath, O_RDONLY | O_NONBLOCK) {
            self.init(key: try Self.read(file, path: folder.keyPath))
            return
        }
        guard errno == ENOENT else { throw .notReadable(path: folder.keyPath, reason: lastReason()) }
        self.init(key: try Self.make(in: folder))
    }

    private static func read(_ file: OpenFile, path: String) throws(AuditError) -> Data {
        guard let status = file.status else { throw .notReadable(path: path, reason: lastReason()) }
        guard status.st_mode & (S_IRWXG | S_IRWXO) == 0 else {
            throw .keyTooOpen(path: path, mode: String(status.st_mode & 0o7777, radix: 8))
        }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size == keyBytes,
            let key = file.bytes(at: 0, count: keyBytes), key.count == keyBytes
        else { throw .keyDamaged(path: path) }
        return key
    }

    private static func make(in folder: AuditFolder) throws(AuditError) -> Data {
        let aside = folder.keyPath + ".partial"
        unlink(aside)
        let key = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        guard let file = OpenFile(aside, O_WRONLY | O_CREAT | O_EXCL),
            key.withUnsafeBytes({ write(file.descriptor, $0.baseAddress, $0.count) }) == keyBytes,
            fsync(file.descriptor) == 0, rename(aside, folder.keyPath) == 0
        else { throw .notWritable(path: folder.keyPath, reason: lastReason()) }
        try folder.synchronize()
        return key
    }
}
