import Locking
import ZeroShot

/// Label sets made from labels that came with a request, the least recently used out first: a tool asks for the same
/// labels again and again, and expanding sixty of them takes longer than scoring with them.
final class AdHocLabelSets: Sendable {
    /// Labels byte by byte: Swift's strings take texts for equal that a tokenizer may tell apart.
    private struct Key: Hashable {
        private let texts: [UInt8]

        init(_ labels: [String]) {
            var texts: [UInt8] = []
            texts.reserveCapacity(labels.reduce(0) { $0 + $1.utf8.count + 1 })
            for label in labels {
                texts.append(contentsOf: label.utf8)
                // Stands in no UTF-8 text.
                texts.append(0xFF)
            }
            self.texts = texts
        }

        var byteCount: Int { texts.count }
    }

    /// At most 1 MiB of labels; their prompts are some ten times as long.
    private let kept = Guarded(BoundedCache<Key, LabelSet>(count: 256, cost: 1 << 20))

    /// The label set of these labels.
    ///
    /// - Throws: `LabelSetError` where they make none.
    func labelSet(of labels: [String]) throws -> LabelSet {
        let key = Key(labels)
        if let labelSet = kept.withLock({ $0.value(for: key) }) { return labelSet }
        let labelSet = try LabelSet.adHoc(labels: labels)
        kept.withLock { $0.insert(labelSet, for: key, cost: key.byteCount) }
        return labelSet
    }
}
