/// Cubic interpolation of a square without antialiasing, as PyTorch's
/// `interpolate(mode="bicubic", align_corners=False, antialias=False)`.
///
/// All arithmetic is in single precision and in PyTorch's order, because a position that is off in its last place
/// moves a steep edge by more than the result's own rounding.
struct CubicInterpolation {
    /// Where one output position reads, and with which weights.
    private struct Taps {
        /// Four neighbours, those outside replaced by the border.
        let positions: SIMD4<Int>
        let weights: SIMD4<Float>
    }

    private let side: Int
    private let size: Int
    private let taps: [Taps]

    /// From `side` to `size` positions, with Keys' a = -0.75.
    init(from side: Int, to size: Int) {
        self.side = side
        self.size = size
        let scale = Float(side) / Float(size)
        taps = (0..<size).map { output in
            // One rounding, not two: so the compiled PyTorch computes it, and 2e-5 of a position is a visible
            // difference at an edge.
            let position = Float(-0.5).addingProduct(scale, Float(output) + 0.5)
            let first = position.rounded(.down)
            let neighbours = SIMD4(-1, 0, 1, 2) &+ Int(first)
            return Taps(
                positions: neighbours.clamped(lowerBound: .zero, upperBound: SIMD4(repeating: side - 1)),
                weights: Self.weights(at: position - first)
            )
        }
    }

    /// Keys' kernel at the four neighbours of a position `fraction` after the second of them.
    private static func weights(at fraction: Float) -> SIMD4<Float> {
        let rest = 1 - fraction
        return SIMD4(far(fraction + 1), near(fraction), near(rest), far(rest + 1))
    }

    private static let coefficient: Float = -0.75

    /// The kernel at distances 0...1.
    private static func near(_ x: Float) -> Float {
        ((coefficient + 2) * x - (coefficient + 3)) * x * x + 1
    }

    /// The kernel at distances 1...2.
    private static func far(_ x: Float) -> Float {
        ((coefficient * x - 5 * coefficient) * x + 8 * coefficient) * x - 4 * coefficient
    }

    /// Shape (planes, size, size) of values of shape (planes, side, side).
    func applied(to values: [Float]) -> [Float] {
        let (inputArea, area) = (side * side, size * size)
        let planes = values.count / inputArea
        return [Float](unsafeUninitializedCapacity: planes * area) { output, initialized in
            values.withUnsafeBufferPointer { values in
                withUnsafeTemporaryAllocation(of: Float.self, capacity: side * size) { narrowed in
                    for plane in 0..<planes {
                        let source = values.extracting((plane * inputArea)..<((plane + 1) * inputArea))
                        let target = output.extracting((plane * area)..<((plane + 1) * area))
                        across(source, into: narrowed)
                        down(UnsafeBufferPointer(narrowed), into: target)
                    }
                }
            }
            initialized = planes * area
        }
    }

    /// Shapes: (side, side) to (side, size).
    private func across(
        _ source: UnsafeBufferPointer<Float>,
        into narrowed: UnsafeMutableBufferPointer<Float>
    ) {
        for y in 0..<side {
            let row = source.extracting((y * side)..<((y + 1) * side))
            for (x, tap) in taps.enumerated() {
                let (positions, weights) = (tap.positions, tap.weights)
                var sum = row[positions[0]] * weights[0]
                sum += row[positions[1]] * weights[1]
                sum += row[positions[2]] * weights[2]
                sum += row[positions[3]] * weights[3]
                narrowed[y * size + x] = sum
            }
        }
    }

    /// Shapes: (side, size) to (size, size).
    private func down(_ narrowed: UnsafeBufferPointer<Float>, into target: UnsafeMutableBufferPointer<Float>)
    {
        for (y, tap) in taps.enumerated() {
            let (starts, weights) = (tap.positions &* size, tap.weights)
            for x in 0..<size {
                var sum = narrowed[starts[0] + x] * weights[0]
                sum += narrowed[starts[1] + x] * weights[1]
                sum += narrowed[starts[2] + x] * weights[2]
                sum += narrowed[starts[3] + x] * weights[3]
                target[y * size + x] = sum
            }
        }
    }
}
