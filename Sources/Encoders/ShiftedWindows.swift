/// Where the tokens of a square map stand when it is cut into windows, for attention within each window (Liu et al. 2021,
/// §3.2).
struct ShiftedWindows {
    /// Side of the map in tokens; a multiple of `window`.
    let side: Int
    /// Side of a window in tokens.
    let window: Int
    /// How far the map is rolled up and to the left before it is cut.
    let shift: Int

    /// The token of the map for each token of the windows, window by window.
    var order: [Int32] {
        forEachToken { row, column in
            Int32((row + shift) % side * side + (column + shift) % side)
        }
    }

    /// For each window the region of each token: tokens that rolling brought together from opposite edges of the map are of
    /// different regions. Empty where nothing was rolled.
    var regions: [[Int32]] {
        guard shift > 0 else { return [] }
        func band(_ place: Int) -> Int32 { place < side - window ? 0 : place < side - shift ? 1 : 2 }
        let all = forEachToken { row, column in 3 * band(row) + band(column) }
        let perWindow = window * window
        return stride(from: 0, to: all.count, by: perWindow).map { Array(all[$0..<$0 + perWindow]) }
    }

    /// For each query and key of a window the row of the table of biases that belongs to their offset.
    var offsets: [Int32] {
        let span = 2 * window - 1
        let tokens = (0..<window * window).map { (row: $0 / window, column: $0 % window) }
        return tokens.flatMap { query in
            tokens.map { key in
                Int32(
                    (query.row - key.row + window - 1) * span + query.column - key.column + window - 1
                )
            }
        }
    }

    /// Rows of the table of biases.
    static func offsetCount(window: Int) -> Int { (2 * window - 1) * (2 * window - 1) }

    /// A number for each token of each window, given its place in the rolled map.
    private func forEachToken(_ value: (_ row: Int, _ column: Int) -> Int32) -> [Int32] {
        let across = side / window
        return (0..<side * side).map { place in
            let (number, inside) = (place / (window * window), place % (window * window))
            return value(
                number / across * window + inside / window,
                number % across * window + inside % window
            )
        }
    }
}
