/// Contrast-limited adaptive histogram equalisation (Zuiderveld 1994): the levels of each tile are spread by its
/// own histogram, whose peaks are cut first; between the centres of tiles the outcomes are interpolated.
///
/// Padding, rounding and the spreading of what was cut follow OpenCV's `createCLAHE`, which CXR-CLIP's training
/// used.
package struct LocalEqualization {
    private let side: Int
    private let tiles: Int
    private let clipLimit: Double
    /// The side of a tile; the picture is padded to a whole number of them.
    private let tileSide: Int

    /// Equalises squares of `side` * `side` levels in `tiles` * `tiles` tiles. `clipLimit` is a multiple of a
    /// histogram's mean count.
    package init(side: Int, tiles: Int, clipLimit: Double) {
        self.side = side
        self.tiles = tiles
        self.clipLimit = clipLimit
        tileSide = (side + tiles - 1) / tiles
    }

    /// Replaces the levels, which are rounded to whole numbers first.
    ///
    /// - Precondition: `levels` has `side * side` elements.
    package func apply(to levels: UnsafeMutableBufferPointer<Float>) {
        precondition(levels.count == side * side)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: tiles * tiles * 256) { tables in
            for tile in 0..<(tiles * tiles) {
                let table = tables.extracting((tile * 256)..<((tile + 1) * 256))
                fill(table, row: tile / tiles, column: tile % tiles, of: levels)
            }
            replace(levels, through: UnsafeBufferPointer(tables))
        }
    }

    private static func level(_ value: Float) -> Int {
        Int(whole(min(255, max(0, value))))
    }

    /// The nearest whole number, halves to the even neighbour, of numbers below 2^22: the sum has no bits left
    /// behind the point. `rounded()` is a call of the C library on processors of the lowest common kind.
    @inline(__always)
    private static func whole(_ value: Float) -> Float {
        (value + 0x1.8p23) - 0x1.8p23
    }

    /// The position that stands for one beyond the edge: the mirror image about the last pixel.
    private func mirrored(_ position: Int) -> Int {
        if position < side { return position }
        guard side > 1 else { return 0 }
        let period = 2 * (side - 1)
        let place = position % period
        return min(place, period - place)
    }

    private func fill(
        _ table: UnsafeMutableBufferPointer<Float>,
        row: Int,
        column: Int,
        of levels: UnsafeMutableBufferPointer<Float>
    ) {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: 256) { histogram in
            histogram.initialize(repeating: 0)
            for y in (row * tileSide)..<((row + 1) * tileSide) {
                let start = mirrored(y) * side
                for x in (column * tileSide)..<((column + 1) * tileSide) {
                    histogram[Self.level(levels[start + mirrored(x)])] += 1
                }
            }
            clip(histogram)
            let scale = Float(255) / Float(tileSide * tileSide)
            var sum: Int32 = 0
            for level in 0..<256 {
                sum += histogram[level]
                table[level] = min(255, Self.whole(Float(sum) * scale))
            }
        }
    }

    /// Cuts counts over the limit and hands the surplus to all levels alike, the remainder at even distances.
    private func clip(_ histogram: UnsafeMutableBufferPointer<Int32>) {
        let limit = max(1, Int32(clipLimit * Double(tileSide * tileSide) / 256))
        var surplus: Int32 = 0
        for level in 0..<256 where histogram[level] > limit {
            surplus += histogram[level] - limit
            histogram[level] = limit
        }
        let (share, remainder) = surplus.quotientAndRemainder(dividingBy: 256)
        for level in 0..<256 {
            histogram[level] += share
        }
        guard remainder > 0 else { return }
        let step = max(1, 256 / Int(remainder))
        for level in stride(from: 0, to: 256, by: step).prefix(Int(remainder)) {
            histogram[level] += 1
        }
    }

    private func replace(
        _ levels: UnsafeMutableBufferPointer<Float>,
        through tables: UnsafeBufferPointer<Float>
    ) {
        let neighbours = (0..<side).map(neighbours(of:))
        for y in 0..<side {
            let vertical = neighbours[y]
            for x in 0..<side {
                let horizontal = neighbours[x]
                let level = Self.level(levels[y &* side &+ x])
                func outcome(_ row: Int, _ column: Int) -> Float {
                    tables[(row &* tiles &+ column) &* 256 &+ level]
                }
                let upper =
                    outcome(vertical.first, horizontal.first) * (1 - horizontal.share)
                    + outcome(vertical.first, horizontal.second) * horizontal.share
                let lower =
                    outcome(vertical.second, horizontal.first) * (1 - horizontal.share)
                    + outcome(vertical.second, horizontal.second) * horizontal.share
                let mixed = upper * (1 - vertical.share) + lower * vertical.share
                levels[y &* side &+ x] = Self.whole(mixed)
            }
        }
    }

    /// The tiles whose centres lie on either side of a position, and the second one's share.
    private func neighbours(of position: Int) -> (first: Int, second: Int, share: Float) {
        let place = Float(position) / Float(tileSide) - 0.5
        let lower = place.rounded(.down)
        let first = Int(lower)
        return (max(0, first), min(tiles - 1, first + 1), place - lower)
    }
}
