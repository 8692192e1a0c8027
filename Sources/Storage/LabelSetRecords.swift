public import Foundation

/// One immutable version of a label set, as stored.
public struct StoredLabelSet: Equatable, Sendable {
    /// The name, case-sensitive and in Unicode normalisation form C.
    public let name: String
    /// 1, 2, … per name, never used twice, also not after a deletion.
    public let version: Int
    /// The bytes that were put, unchanged.
    public let content: Data
    /// SHA-256 of the content, 64 lower-case hexadecimal digits.
    public let digest: String
    /// The number of labels that was stated with the content.
    public let labelCount: Int
    /// When this version was stored, to the millisecond.
    public let createdAt: Date

    /// The opaque validator of this version, without quotation marks (RFC 9110 section 8.8.3).
    public var entityTag: String { LabelSetSummary.entityTag(version: version, digest: digest) }
}

/// What a listing says of the latest version of a label set.
public struct LabelSetSummary: Equatable, Sendable {
    /// The name, case-sensitive and in Unicode normalisation form C.
    public let name: String
    /// The latest version.
    public let version: Int
    /// SHA-256 of the content, 64 lower-case hexadecimal digits.
    public let digest: String
    /// The number of labels that was stated with the content.
    public let labelCount: Int
    /// When the latest version was stored, to the millisecond.
    public let createdAt: Date

    /// The opaque validator of this version, without quotation marks (RFC 9110 section 8.8.3).
    public var entityTag: String { Self.entityTag(version: version, digest: digest) }

    static func entityTag(version: Int, digest: String) -> String { "\(version)-\(digest.prefix(16))" }
}

/// What must hold of a label set for a write to happen, checked in the write's own transaction.
public enum LabelSetPrecondition: Equatable, Sendable {
    /// Write in any case.
    case none
    /// The name must not be in use (`If-None-Match: *`).
    case absent
    /// The name must be in use (`If-Match: *`).
    case present
    /// The latest version must carry one of these entity tags (`If-Match`).
    case entityTags([String])

    func holds(for current: String?) -> Bool {
        switch self {
        case .none: return true
        case .absent: return current == nil
        case .present: return current != nil
        case .entityTags(let tags): return current.map(tags.contains) ?? false
        }
    }
}
