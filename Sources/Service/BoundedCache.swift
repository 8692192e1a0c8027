/// Values by key within a bound, the least recently used out first.
package struct BoundedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry: Sendable {
        let value: Value
        let cost: Int
        var lastUse: Int
    }

    private let maximumCount: Int
    private let maximumCost: Int
    private var entries: [Key: Entry] = [:]
    private var cost = 0
    private var uses = 0

    /// An empty cache of at most `count` values that cost no more than `cost` together.
    package init(count: Int, cost: Int) {
        maximumCount = count
        maximumCost = cost
    }

    /// The number of kept values.
    package var count: Int { entries.count }

    /// The value, which counts as used now.
    package mutating func value(for key: Key) -> Value? {
        uses += 1
        entries[key]?.lastUse = uses
        return entries[key]?.value
    }

    /// Keeps a value; one that costs more than all may together is not kept.
    package mutating func insert(_ value: Value, for key: Key, cost added: Int) {
        if let old = entries.removeValue(forKey: key) { cost -= old.cost }
        guard added <= maximumCost else { return }
        while entries.count >= maximumCount || cost + added > maximumCost {
            guard let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return }
            entries[oldest.key] = nil
            cost -= oldest.value.cost
        }
        uses += 1
        entries[key] = Entry(value: value, cost: added, lastUse: uses)
        cost += added
    }
}
