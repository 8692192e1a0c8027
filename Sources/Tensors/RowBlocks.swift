/// Rows in nearly equal blocks that are computed one after the other, each with all of its layers.
struct RowBlocks {
    let rows: Int
    let count: Int

    /// Rows of a block: with them the numbers of an inner layer stay in the second-level cache, and weights are read for
    /// many rows at once.
    private static let most = 112
    /// Fewer do not gain from another thread.
    private static let least = 14

    /// As few blocks as fit, and one for each thread where there are rows enough.
    init(_ rows: Int, threads: Int = 1) {
        self.rows = rows
        count = max((rows + Self.most - 1) / Self.most, min(threads, rows / Self.least), 1)
    }

    subscript(_ index: Int) -> Range<Int> { rows * index / count..<rows * (index + 1) / count }

    /// Rows of the largest block.
    var largest: Int { (rows + count - 1) / count }
}
