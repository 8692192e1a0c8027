package import Crypto
package import Foundation

/// Compares a presented secret with a kept digest by the same work in every case.
package struct SecretCheck: Sendable {
    private let digest: @Sendable (Data) -> SHA256.Digest
    private let isEqual: @Sendable (SHA256.Digest, [UInt8]) -> Bool

    /// Stands for a secret where none was presented: as long as every secret.
    private static let decoySecret = String(repeating: "0", count: KeyText.secretLength)
    /// Stands for a digest where there is none. Nothing depends on whether a secret meets it: without a key,
    /// the answer is no.
    private static let decoyDigest = [UInt8](repeating: 0, count: SHA256.byteCount)

    /// SHA-256, and the comparison of digests of swift-crypto, which takes the same time wherever they
    /// differ.
    package static let standard = SecretCheck(digest: { SHA256.hash(data: $0) }, isEqual: { $0 == $1 })

    /// A check made of the two steps given.
    package init(
        digest: @escaping @Sendable (Data) -> SHA256.Digest,
        isEqual: @escaping @Sendable (SHA256.Digest, [UInt8]) -> Bool
    ) {
        self.digest = digest
        self.isEqual = isEqual
    }

    func isRight(secret: String?, digest kept: [UInt8]?) -> Bool {
        let isEqual = isEqual(digest(Data((secret ?? Self.decoySecret).utf8)), kept ?? Self.decoyDigest)
        return isEqual && secret != nil && kept != nil
    }
}
