/// For each output position along one axis, the source positions it reads and their weights in fixed point.
///
/// The arithmetic is that of Pillow's `Resample.c`: weights normalised in double precision, then rounded to
/// `precisionBits` bits, so that an 8-bit result is the same number.
struct ResamplingWeights {
    /// 8 bits for the sample, 2 for the overshoot of kernels with negative lobes, the rest of 32 for the
    /// fraction.
    static let precisionBits: Int32 = 32 - 8 - 2

    struct Window {
        /// The first source position.
        let start: Int
        /// The number of source positions.
        let count: Int
        /// Where its weights start.
        let offset: Int
    }

    let windows: [Window]
    let weights: [Int32]

    /// The source positions that any window reads.
    let sourceRange: Range<Int>

    /// Weights of the outputs `range` of `outputSize` when `inputSize` positions become `outputSize`.
    init(inputSize: Int, outputSize: Int, range: Range<Int>, filter: ResamplingFilter) {
        let scale = Double(inputSize) / Double(outputSize)
        let stretch = max(scale, 1)
        let support = filter.support * stretch
        var windows: [Window] = []
        var weights: [Int32] = []
        windows.reserveCapacity(range.count)
        for output in range {
            let center = (Double(output) + 0.5) * scale
            let start = max(Int(center - support + 0.5), 0)
            let count = min(Int(center + support + 0.5), inputSize) - start
            windows.append(Window(start: start, count: count, offset: weights.count))
            let exact = (0..<count).map {
                filter.weight(at: (Double($0 + start) - center + 0.5) * (1 / stretch))
            }
            weights.append(contentsOf: Self.fixedPoint(exact))
        }
        self.windows = windows
        self.weights = weights
        let first = windows.map(\.start).min() ?? 0
        sourceRange = first..<(windows.map { $0.start + $0.count }.max() ?? first)
    }

    private static func fixedPoint(_ exact: [Double]) -> [Int32] {
        let sum = exact.reduce(0, +)
        let one = Double(Int32(1) << precisionBits)
        return exact.map { weight in
            let scaled = (sum == 0 ? weight : weight / sum) * one
            return Int32(scaled < 0 ? scaled - 0.5 : scaled + 0.5)
        }
    }
}
