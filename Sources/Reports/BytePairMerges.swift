/// The merges of a byte pair encoding, by the ids of the two tokens that are joined.
struct BytePairMerges: Sendable {
    /// What joining two tokens gives: the lower the rank, the earlier it happens.
    struct Merge: Sendable {
        let rank: Int32
        let id: Int32
    }

    private var merges: [UInt64: Merge] = [:]

    /// Adds a merge of the next rank; false, and nothing added, where the pair has one.
    mutating func append(_ first: Int32, _ second: Int32, id: Int32) -> Bool {
        let key = Self.key(first, second)
        guard merges[key] == nil else { return false }
        merges[key] = Merge(rank: Int32(clamping: merges.count), id: id)
        return true
    }

    /// Joins neighbours until none can be joined, the lowest rank first, from the left (Sennrich et al.,
    /// arXiv:1508.07909), in n log n time.
    func apply(to ids: [Int32]) -> [Int32] {
        var symbols = SymbolChain(ids)
        var candidates = CandidateHeap()
        func consider(_ position: Int) {
            guard let pair = symbols.pair(at: position), let merge = merges[Self.key(pair.0, pair.1)] else {
                return
            }
            candidates.insert(.init(rank: merge.rank, position: position, id: merge.id))
        }
        for position in ids.indices.dropLast() { consider(position) }
        while let candidate = candidates.removeFirst() {
            // A neighbour that was joined meanwhile made this candidate stale.
            guard let pair = symbols.pair(at: candidate.position),
                merges[Self.key(pair.0, pair.1)]?.rank == candidate.rank
            else { continue }
            let previous = symbols.join(at: candidate.position, into: candidate.id)
            if let previous { consider(previous) }
            consider(candidate.position)
        }
        return symbols.ids
    }

    private static func key(_ first: Int32, _ second: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
    }
}

/// The tokens of a word as a doubly linked list over their first positions.
private struct SymbolChain {
    private var tokens: [Int32]
    private var next: [Int]
    private var previous: [Int]

    init(_ ids: [Int32]) {
        tokens = ids
        next = ids.indices.map { $0 + 1 }
        previous = ids.indices.map { $0 - 1 }
    }

    /// The tokens that remain, in order.
    var ids: [Int32] {
        var result: [Int32] = []
        var position = 0
        while position < tokens.count {
            result.append(tokens[position])
            position = next[position]
        }
        return result
    }

    /// The token at `position` and the one after it; nil where one was joined away or there is none.
    func pair(at position: Int) -> (Int32, Int32)? {
        guard tokens[position] >= 0, next[position] < tokens.count else { return nil }
        return (tokens[position], tokens[next[position]])
    }

    /// Replaces the pair at `position` by one token; returns the position before it.
    mutating func join(at position: Int, into id: Int32) -> Int? {
        let absorbed = next[position]
        let following = next[absorbed]
        tokens[position] = id
        tokens[absorbed] = -1
        next[position] = following
        if following < tokens.count { previous[following] = position }
        return previous[position] >= 0 ? previous[position] : nil
    }
}

/// Possible merges, the one of the lowest rank and then of the leftmost position first (binary heap).
private struct CandidateHeap {
    struct Candidate {
        let rank: Int32
        let position: Int
        let id: Int32

        func comesBefore(_ other: Candidate) -> Bool {
            rank != other.rank ? rank < other.rank : position < other.position
        }
    }

    private var items: [Candidate] = []

    mutating func insert(_ candidate: Candidate) {
        items.append(candidate)
        var child = items.count - 1
        while child > 0, case let parent = (child - 1) / 2, items[child].comesBefore(items[parent]) {
            items.swapAt(child, parent)
            child = parent
        }
    }

    mutating func removeFirst() -> Candidate? {
        guard let first = items.first else { return nil }
        let last = items.removeLast()
        guard !items.isEmpty else { return first }
        items[0] = last
        var parent = 0
        while true {
            var smallest = parent
            var child = 2 * parent + 1
            while child < items.count, child <= 2 * parent + 2 {
                if items[child].comesBefore(items[smallest]) { smallest = child }
                child += 1
            }
            if smallest == parent { return first }
            items.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
