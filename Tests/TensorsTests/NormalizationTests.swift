import Tensors
import Testing

@Suite struct NormalizationTests {
    private func layerNorm(
        _ x: [Float],
        width: Int,
        weight: [Float],
        bias: [Float],
        epsilon: Float,
        threads: Int = 1
    ) -> [Float] {
        let backend = CPUBackend(threads: threads)
        let weights = backend.layerNormWeights(
            weight: Parameter(weight, extents: [width]),
            bias: Parameter(bias, extents: [width]),
            epsilon: epsilon
        )
        return backend.floats(backend.layerNorm(backend.tensor(x, Shape(x.count / width, width)), weights))
    }

    private func reference(
        _ x: [Float],
        width: Int,
        weight: [Float],
        bias: [Float],
        epsilon: Float
    ) -> [Double] {
        stride(from: 0, to: x.count, by: width).flatMap { start -> [Double] in
            let row = x[start..<start + width].map(Double.init)
            let mean = row.reduce(0, +) / Double(width)
            let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
            return row.indices.map {
                (row[$0] - mean) / (variance + Double(epsilon)).squareRoot() * Double(weight[$0])
                    + Double(bias[$0])
            }
        }
    }

    @Test(arguments: [1, 2, 15, 16, 17, 48, 255, 768], [1, 3])
    func layerNormEqualsItsDefinition(width: Int, threads: Int) {
        var numbers = SeededNumbers(seed: UInt64(width))
        let x = numbers.floats(7 * width, in: -4...4)
        let (weight, bias) = (numbers.floats(width), numbers.floats(width))
        for epsilon: Float in [1e-12, 1e-5, 0.5] {
            let found = layerNorm(
                x,
                width: width,
                weight: weight,
                bias: bias,
                epsilon: epsilon,
                threads: threads
            )
            let expected = reference(x, width: width, weight: weight, bias: bias, epsilon: epsilon)
            #expect(largestError(found, expected) <= 1e-5)
        }
    }

    @Test func aConstantRowBecomesTheBias() {
        let found = layerNorm(
            [Float](repeating: 7.5, count: 20),
            width: 20,
            weight: [Float](repeating: 3, count: 20),
            bias: (0..<20).map(Float.init),
            epsilon: 1e-5
        )
        #expect(found == (0..<20).map(Float.init))
    }

    @Test func epsilonIsAddedToTheVariance() {
        // Mean 0, variance 1: 1 / √(1 + 3) = 1/2.
        #expect(layerNorm([-1, 1], width: 2, weight: [1, 1], bias: [0, 0], epsilon: 3) == [-0.5, 0.5])
    }

    @Test func aLargeOffsetDoesNotCancelTheVariance() {
        // Multiples of 1/16 near 10,000 are exact in float32; E[x²] − E[x]² would lose them all.
        var numbers = SeededNumbers(seed: 5)
        let x = (0..<256).map { _ in 10_000 + Float(Int.random(in: -16...16, using: &numbers)) / 16 }
        let (weight, bias) = ([Float](repeating: 1, count: 256), [Float](repeating: 0, count: 256))
        let found = layerNorm(x, width: 256, weight: weight, bias: bias, epsilon: 1e-5)
        let expected = reference(x, width: 256, weight: weight, bias: bias, epsilon: 1e-5)
        #expect(largestError(found, expected) <= 5e-3)
    }

    @Test func l2NormalizeDividesByTheLength() {
        let backend = CPUBackend()
        let x = backend.tensor([3, 4, 0, 0, 0, -2], Shape(2, 3))
        #expect(largestError(backend.floats(backend.l2Normalize(x)), [0.6, 0.8, 0, 0, 0, -1]) <= 1e-7)
        #expect(backend.floats(x) == [3, 4, 0, 0, 0, -2], "the operand stays as it is")
    }

    @Test(arguments: [1, 16, 31, 512])
    func l2NormalizedRowsHaveLengthOne(width: Int) {
        var numbers = SeededNumbers(seed: 9)
        let backend = CPUBackend()
        let x = numbers.floats(5 * width, in: -30...30)
        let found = backend.floats(backend.l2Normalize(backend.tensor(x, Shape(5, width))))
        let expected = stride(from: 0, to: x.count, by: width).flatMap { start -> [Double] in
            let row = x[start..<start + width].map(Double.init)
            let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return row.map { $0 / length }
        }
        #expect(largestError(found, expected) <= 1e-6)
    }

    @Test func aRowOfZerosStaysZero() {
        let backend = CPUBackend()
        let x = backend.tensor(
            [Float](repeating: 0, count: 17) + [2] + [Float](repeating: 0, count: 16),
            Shape(2, 17)
        )
        let expected = [Float](repeating: 0, count: 17) + [1] + [Float](repeating: 0, count: 16)
        #expect(backend.floats(backend.l2Normalize(x)) == expected)
    }
}
