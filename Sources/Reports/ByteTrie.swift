/// Byte strings with an id each, walked byte by byte from the root.
struct ByteTrie: Sendable {
    private struct Node {
        var id: Int32 = -1
        var firstEdge = 0
        var edgeCount = 0
    }

    /// The node at which every walk begins.
    static let root = 0

    private var nodes: [Node] = [Node()]
    private var labels: [UInt8] = []
    private var targets: [Int32] = []

    /// Each string's id is its position in `strings`, which must differ from one another.
    init(_ strings: [[UInt8]]) {
        let order = strings.indices.sorted { strings[$0].lexicographicallyPrecedes(strings[$1]) }
        // Breadth first, so that the edges of a node lie side by side.
        var pending = [(node: Self.root, range: order.startIndex..<order.endIndex, depth: 0)]
        var next = 0
        while next < pending.count {
            let (node, range, depth) = pending[next]
            next += 1
            var low = range.lowerBound
            if low < range.upperBound, strings[order[low]].count == depth {
                nodes[node].id = Int32(clamping: order[low])
                low += 1
            }
            nodes[node].firstEdge = labels.count
            while low < range.upperBound {
                let label = strings[order[low]][depth]
                var high = low
                while high < range.upperBound, strings[order[high]][depth] == label { high += 1 }
                labels.append(label)
                targets.append(Int32(clamping: nodes.count))
                pending.append((nodes.count, low..<high, depth + 1))
                nodes.append(Node())
                low = high
            }
            nodes[node].edgeCount = labels.count - nodes[node].firstEdge
        }
    }

    /// The node behind `byte`, or nil where no string goes on that way.
    func step(from node: Int, over byte: UInt8) -> Int? {
        var low = nodes[node].firstEdge
        var high = low + nodes[node].edgeCount
        while low < high {
            let middle = (low + high) / 2
            if labels[middle] == byte { return Int(targets[middle]) }
            if labels[middle] < byte { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// The node behind all of `bytes`.
    func walk(from node: Int, over bytes: some Sequence<UInt8>) -> Int? {
        var node = node
        for byte in bytes {
            guard let following = step(from: node, over: byte) else { return nil }
            node = following
        }
        return node
    }

    /// The id of the string that ends at `node`, or nil where none does.
    func id(at node: Int) -> Int32? {
        let id = nodes[node].id
        return id < 0 ? nil : id
    }
}
