import CPixels

/// For each output position along one axis, the source positions it reads and their weights in fixed point.
///
/// The arithmetic is that of Pillow's `Resample.c`: weights normalised in double precision, then rounded to 22 bits, so
/// that an 8-bit result is the same number. Every output has the same number of taps, some of them zero.
struct ResamplingWeights {
    /// The first source position of each output.
    private let starts: [Int32]
    /// Shape (outputs, taps).
    private let weights: [Int32]
    /// How many source positions each output reads.
    let taps: Int

    /// The source positions that any output needs.
    let sourceRange: Range<Int>

    /// The number of outputs.
    var count: Int { starts.count }

    /// Weights of the outputs `range` of `outputSize` positions that the axis becomes.
    init(axis: CanvasAxis, outputSize: Int, range: Range<Int>, filter: ResamplingFilter) {
        let scale = Double(axis.length) / Double(outputSize)
        let windows = range.map { output in
            axis.gathered(Self.window(output, length: axis.length, scale: scale, filter: filter))
        }
        let first = windows.map(\.start).min() ?? 0
        sourceRange = first..<(windows.map { $0.start + $0.weights.count }.max() ?? first)
        let taps = windows.map(\.weights.count).max() ?? 0
        self.taps = taps
        // Windows at an edge are shorter: theirs are moved inwards, so that no tap lies outside the source.
        let highest = sourceRange.upperBound - taps
        starts = windows.map { Int32(min($0.start, highest)) }
        var weights = [Int32](repeating: 0, count: windows.count * taps)
        for (index, window) in windows.enumerated() {
            let place = index * taps + window.start - Int(starts[index])
            for (tap, weight) in window.weights.enumerated() {
                weights[place + tap] = Self.fixedPoint(weight)
            }
        }
        self.weights = weights
    }

    /// The normalised weights of one output.
    private static func window(
        _ output: Int,
        length: Int,
        scale: Double,
        filter: ResamplingFilter
    ) -> CanvasAxis.Window {
        let stretch = max(scale, 1)
        let support = filter.support * stretch
        let center = (Double(output) + 0.5) * scale
        let start = max(Int(center - support + 0.5), 0)
        let end = min(Int(center + support + 0.5), length)
        var weights = (start..<end).map { filter.weight(at: (Double($0) - center + 0.5) * (1 / stretch)) }
        let sum = weights.reduce(0, +)
        if sum != 0 {
            for tap in weights.indices { weights[tap] /= sum }
        }
        return CanvasAxis.Window(start: start, weights: weights)
    }

    private static func fixedPoint(_ weight: Double) -> Int32 {
        let scaled = weight * Double(Int32(1) << Int32(PIXELS_PRECISION))
        return Int32(scaled < 0 ? scaled - 0.5 : scaled + 0.5)
    }

    /// Lends the windows to a function of CPixels; `first` is the source position where its source starts.
    func withWindows(startingAt first: Int = 0, _ body: (inout pixels_windows) -> Void) {
        let starts = first == 0 ? self.starts : self.starts.map { $0 - Int32(first) }
        starts.withUnsafeBufferPointer { starts in
            weights.withUnsafeBufferPointer { weights in
                var windows = pixels_windows(
                    starts: starts.baseAddress,
                    weights: weights.baseAddress,
                    count: starts.count,
                    taps: taps
                )
                body(&windows)
            }
        }
    }
}
