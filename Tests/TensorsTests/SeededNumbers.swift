import Tensors

/// Numbers that are the same in every run (SplitMix64: Steele et al. 2014).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    mutating func floats(_ count: Int, in range: ClosedRange<Float> = -1...1) -> [Float] {
        (0..<count).map { _ in Float.random(in: range, using: &self) }
    }
}

extension CPUBackend {
    /// A tensor holding values given row by row.
    func tensor(_ values: [Float], _ shape: Shape) -> CPUTensor {
        values.withUnsafeBufferPointer { tensor($0, shape: shape) }
    }
}

/// The largest difference between numbers and what they should be; infinite where one is not finite or
/// one is missing.
func largestError(_ found: [Float], _ expected: [Double]) -> Double {
    guard found.count == expected.count else { return .infinity }
    return zip(found, expected).map { $0.isFinite ? abs(Double($0) - $1) : .infinity }.max() ?? 0
}
