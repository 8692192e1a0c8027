import Locking
import Storage
import ZeroShot

/// Stored label sets as they were parsed, the least recently used out first.
///
/// A version never changes; the digest in the key tells it apart from that of another file put in the file's place.
final class ParsedLabelSets: Sendable {
    private struct Key: Hashable {
        let name: String
        let version: Int
        let digest: String
    }

    /// At most 16 MiB of stored text; a set of 61 labels has 4 KiB.
    private let entries = Guarded(BoundedCache<Key, CatalogEntry>(count: 1_024, cost: 16 << 20))

    /// The entry of a version that was parsed before.
    func entry(of summary: LabelSetSummary) -> CatalogEntry? {
        let key = Key(name: summary.name, version: summary.version, digest: summary.digest)
        return entries.withLock { $0.value(for: key) }
    }

    /// Parses a stored version unless it is kept already, and keeps it.
    func entry(of stored: StoredLabelSet) throws -> CatalogEntry {
        let key = Key(name: stored.name, version: stored.version, digest: stored.digest)
        if let entry = entries.withLock({ $0.value(for: key) }) { return entry }
        let entry = CatalogEntry(
            labelSet: try LabelSet(parsing: stored.content, name: stored.name, version: stored.version),
            isBuiltIn: false,
            createdAt: stored.createdAt,
            entityTag: "\"\(stored.entityTag)\""
        )
        entries.withLock { $0.insert(entry, for: key, cost: stored.content.count) }
        return entry
    }
}
