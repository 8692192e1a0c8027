import Tensors
import Testing

/// Products in bfloat16 and int8, against float64 within the error that rounding can make.
@Suite struct NarrowPrecisionTests {
    struct Size: Sendable, CustomTestStringConvertible {
        let rows: Int, inputs: Int, outputs: Int
        var testDescription: String { "\(rows) × \(inputs) → \(outputs)" }
    }

    /// One row, more rows and outputs than a block holds, and extents that no vector divides.
    static let sizes = [
        Size(rows: 1, inputs: 64, outputs: 256), Size(rows: 3, inputs: 19, outputs: 37),
        Size(rows: 197, inputs: 96, outputs: 70), Size(rows: 300, inputs: 33, outputs: 300),
        Size(rows: 520, inputs: 8, outputs: 5),
    ]

    private struct Sample {
        let x: [Float], weight: [Float], bias: [Float]
        let size: Size

        init(_ size: Size) {
            var numbers = SeededNumbers(seed: UInt64(size.rows * 1_000 + size.outputs))
            x = numbers.floats(size.rows * size.inputs, in: -3...3)
            weight = numbers.floats(size.outputs * size.inputs)
            bias = numbers.floats(size.outputs)
            self.size = size
        }

        func row(_ row: Int) -> ArraySlice<Float> { x[row * size.inputs..<(row + 1) * size.inputs] }
        func filter(_ output: Int) -> ArraySlice<Float> {
            weight[output * size.inputs..<(output + 1) * size.inputs]
        }

        func expected(_ row: Int, _ output: Int) -> Double {
            zip(self.row(row), filter(output)).reduce(Double(bias[output])) {
                $0 + Double($1.0) * Double($1.1)
            }
        }

        /// Each factor is off by at most half a step of its own scale.
        func bytesError(_ row: Int, _ output: Int) -> Double {
            let steps = (
                Double(self.row(row).map(\.magnitude).max() ?? 0) / 127,
                Double(filter(output).map(\.magnitude).max() ?? 0) / 127
            )
            let sums = (
                self.row(row).reduce(0) { $0 + Double($1.magnitude) },
                filter(output).reduce(0) { $0 + Double($1.magnitude) }
            )
            return 0.5 * steps.0 * sums.1 + 0.5 * steps.1 * sums.0
                + 0.25 * Double(size.inputs) * steps.0 * steps.1 + 1e-5
        }

        /// Each factor is off by at most one part in 2⁸ of itself.
        func bfloat16Error(_ row: Int, _ output: Int) -> Double {
            let products = zip(self.row(row), filter(output)).reduce(0) {
                $0 + Double(($1.0 * $1.1).magnitude)
            }
            return products * (2.0 / 256 + 1.0 / 65_536) + 1e-5
        }

        func found(_ precision: Precision, threads: Int) -> [Float] {
            let backend = CPUBackend(threads: threads, plan: PrecisionPlan(precision))
            let weights = backend.linearWeights(
                weight: Parameter(weight, extents: [size.outputs, size.inputs]),
                bias: Parameter(bias, extents: [size.outputs])
            )
            return backend.floats(backend.linear(backend.tensor(x, Shape(size.rows, size.inputs)), weights))
        }
    }

    @Test(
        .enabled(if: Precision.int8.isAvailable, "this processor does not multiply bytes"),
        arguments: sizes,
        [1, 2]
    )
    func aLinearLayerOfBytesIsOffByRoundingOnly(size: Size, threads: Int) {
        let sample = Sample(size)
        let found = sample.found(.int8, threads: threads)
        for index in found.indices {
            let (row, output) = index.quotientAndRemainder(dividingBy: size.outputs)
            let error = (Double(found[index]) - sample.expected(row, output)).magnitude
            #expect(error <= sample.bytesError(row, output), "row \(row), output \(output)")
        }
    }

    @Test(.enabled(if: Precision.bfloat16.isAvailable, "AVX-512 is missing"), arguments: sizes, [1, 2])
    func aLinearLayerInBfloat16IsOffByRoundingOnly(size: Size, threads: Int) {
        let sample = Sample(size)
        let found = sample.found(.bfloat16, threads: threads)
        for index in found.indices {
            let (row, output) = index.quotientAndRemainder(dividingBy: size.outputs)
            let error = (Double(found[index]) - sample.expected(row, output)).magnitude
            #expect(error <= sample.bfloat16Error(row, output), "row \(row), output \(output)")
        }
    }

    @Test(.enabled(if: Precision.int8.isAvailable, "this processor does not multiply bytes"))
    func aRowOfZerosGivesTheBias() {
        let backend = CPUBackend(plan: PrecisionPlan(.int8))
        let weights = backend.linearWeights(
            weight: Parameter([1, -2, 3, 0, 0, 0], extents: [2, 3]),
            bias: Parameter([0.5, -0.25], extents: [2])
        )
        let found = backend.floats(backend.linear(backend.tensor([0, 0, 0, 1, 1, 1], Shape(2, 3)), weights))
        #expect(found[0] == 0.5 && found[1] == -0.25 && found[3] == -0.25)
        #expect((found[2] - 2.5).magnitude < 0.05)
    }

    /// Every size in float32 through both libraries: one of them is what other processors use.
    @Test(arguments: sizes)
    func bothLibrariesAgreeInFloat32(size: Size) {
        let sample = Sample(size)
        func answer(_ library: CPUBackend.MatrixLibrary) -> [Float] {
            let backend = CPUBackend(library: library)
            let weights = backend.linearWeights(
                weight: Parameter(sample.weight, extents: [size.outputs, size.inputs]),
                bias: nil
            )
            return backend.floats(
                backend.linear(backend.tensor(sample.x, Shape(size.rows, size.inputs)), weights)
            )
        }
        let expected = answer(.openBLAS).map(Double.init)
        #expect(largestError(answer(.fastest), expected) <= 1e-4)
    }

    @Test(.enabled(if: Precision.int8.isAvailable, "this processor does not multiply bytes"))
    func exceptionsStayWide() {
        let weight = Parameter([0.1, 0.2, 0.3, 100], extents: [1, 4])
        let x: [Float] = [1, 1, 1, 0]
        func answer(_ exceptions: [String]) -> Float {
            let backend = CPUBackend(plan: PrecisionPlan(.int8, exceptions: exceptions))
            let weights = backend.linearWeights(weight: weight.named("image.first.weight"), bias: nil)
            return backend.floats(backend.linear(backend.tensor(x, Shape(1, 4)), weights))[0]
        }
        // One hundredth is the least step that 127 steps to 100 leave: 0.1, 0.2 and 0.3 all become nothing.
        #expect(answer([]) == 0)
        #expect((answer(["image.first"]) - 0.6).magnitude < 0.01)
        #expect(answer(["image.second"]) == 0)
    }

    /// Attention goes on in bytes after a projection in bytes.
    @Test(
        .enabled(if: Precision.int8.isAvailable, "this processor does not multiply bytes"),
        arguments: [(5, 8, 2), (49, 32, 3), (197, 64, 2), (64, 20, 1)],
        [AttentionMask.none, .causal]
    )
    func attentionOnBytesIsCloseToAttentionInFloat32(
        size: (tokens: Int, head: Int, heads: Int),
        mask: AttentionMask
    ) {
        let width = size.head * size.heads
        var numbers = SeededNumbers(seed: 7)
        let x = numbers.floats(size.tokens * width)
        let weight = Parameter(
            numbers.floats(3 * width * width, in: -0.2...0.2),
            extents: [3 * width, width]
        )
        func answer(_ precision: Precision) -> [Float] {
            let backend = CPUBackend(plan: PrecisionPlan(precision))
            let weights = backend.linearWeights(weight: weight, bias: nil)
            let joint = backend.linear(backend.tensor(x, Shape(1, size.tokens, width)), weights)
            return backend.floats(backend.attention(joint, heads: size.heads, mask: mask))
        }
        let (found, expected) = (answer(.int8), answer(.float32))
        let difference = zip(found, expected).reduce(0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
        let size = expected.reduce(0) { $0 + Double($1 * $1) }
        // Five roundings to seven bits each, partly of the same sign: a few parts in a hundred of the length.
        #expect((difference / size).squareRoot() < 0.04)
        let isFinite = found.allSatisfy(\.isFinite)
        #expect(isFinite)
    }
}
