/// Records by key within a bound, where a flood of new keys displaces the lightest records and not the heavy
/// ones.
///
/// A sweep leaves a quarter of the room free, so its cost, which grows with the bound, is paid once for that
/// many new keys: constant time for each.
struct BoundedRecords<Record: Sendable>: Sendable {
    /// Weights lie between 0 and this.
    static var heaviest: Int { 255 }

    private let capacity: Int
    private(set) var records: [String: Record] = [:]

    /// - Parameter capacity: The most records, at least 4.
    init(capacity: Int) {
        self.capacity = max(capacity, 4)
    }

    subscript(key: String) -> Record? { records[key] }

    /// Keeps a record, after a sweep where the key is new and there is no room.
    ///
    /// - Parameter weight: How much would be lost with a record, 0 to ``heaviest``; nil where nothing would.
    mutating func set(_ record: Record, for key: String, weight: (Record) -> Int?) {
        if records.count >= capacity, records[key] == nil { sweep(weight) }
        records[key] = record
    }

    mutating func remove(_ key: String) {
        records[key] = nil
    }

    private mutating func sweep(_ weight: (Record) -> Int?) {
        records = records.filter { weight($0.value) != nil }
        var surplus = records.count - capacity * 3 / 4
        guard surplus > 0 else { return }
        var counts = [Int](repeating: 0, count: Self.heaviest + 1)
        func level(_ record: Record) -> Int { min(max(weight(record) ?? 0, 0), Self.heaviest) }
        for record in records.values { counts[level(record)] += 1 }
        // All records below a level go, and of those at it as many as are left to go.
        var limit = 0
        while limit < Self.heaviest, counts[limit] < surplus {
            surplus -= counts[limit]
            limit += 1
        }
        records = records.filter { _, record in
            let own = level(record)
            guard own == limit, surplus > 0 else { return own >= limit }
            surplus -= 1
            return false
        }
    }
}
