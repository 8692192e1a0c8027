import Tensors
import Testing

/// Convolutions in narrower precisions beside float32, and what lies between them.
@Suite struct NarrowConvolutionTests {
    private static let window = Window(size: 3, stride: 2, padding: 1)

    private struct Layer {
        let filters: [Float]
        let x: [Float]
        let residual: [Float]
        let shape = Shape(2, 16, 9, 7)
        let outputs = 24
        let scale: [Float], shift: [Float], mean: [Float], variance: [Float]

        init(from least: Float) {
            var numbers = SeededNumbers(seed: 11)
            x = numbers.floats(shape.count, in: least...2)
            filters = numbers.floats(outputs * 16 * 9, in: -0.3...0.3)
            residual = numbers.floats(2 * outputs * 5 * 4)
            scale = numbers.floats(outputs, in: 0.5...1.5)
            shift = numbers.floats(outputs)
            mean = numbers.floats(outputs)
            variance = numbers.floats(outputs, in: 0.5...2)
        }

        func answer(
            _ precision: Precision,
            library: CPUBackend.MatrixLibrary = .fastest,
            _ activation: Activation = .relu,
            threads: Int = 1
        ) -> [Float] {
            let backend = CPUBackend(threads: threads, plan: PrecisionPlan(precision), library: library)
            func channels(_ values: [Float]) -> Parameter { Parameter(values, extents: [outputs]) }
            let weights = backend.convolutionWeights(
                weight: Parameter(filters, extents: [outputs, 16, 3, 3]),
                normalization: BatchNormParameters(
                    weight: channels(scale),
                    bias: channels(shift),
                    mean: channels(mean),
                    variance: channels(variance),
                    epsilon: 1e-5
                ),
                window: NarrowConvolutionTests.window
            )
            return backend.floats(
                backend.convolution(
                    backend.tensor(x, shape),
                    weights,
                    activation: activation,
                    adding: backend.tensor(residual, Shape(2, outputs, 5, 4))
                )
            )
        }
    }

    private func relativeError(_ found: [Float], _ expected: [Float]) -> Double {
        let difference = zip(found, expected).reduce(0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
        return (difference / expected.reduce(0) { $0 + Double($1 * $1) }).squareRoot()
    }

    @Test(arguments: [Activation.identity, .relu, .gelu], [1, 2])
    func bothLibrariesAgreeInFloat32(activation: Activation, threads: Int) {
        let layer = Layer(from: -2)
        let expected = layer.answer(.float32, library: .openBLAS, activation).map(Double.init)
        #expect(largestError(layer.answer(.float32, activation, threads: threads), expected) < 1e-4)
    }

    @Test(
        .enabled(if: Precision.int8.isAvailable, "this processor does not multiply bytes"),
        arguments: [1, 2]
    )
    func bytesAreCloseToFloat32(threads: Int) {
        let layer = Layer(from: 0)
        let error = relativeError(layer.answer(.int8, threads: threads), layer.answer(.float32))
        // Seven bits for filters and eight for pixels, over 144 products: below a hundredth, but not nothing.
        #expect(error < 0.01 && error > 1e-6)
    }

    /// Bytes stand for numbers from zero up; other images are computed in float32.
    @Test(.enabled(if: Precision.int8.isAvailable, "this processor does not multiply bytes"))
    func imagesWithNegativeNumbersStayInFloat32() {
        let layer = Layer(from: -2)
        #expect(layer.answer(.int8) == layer.answer(.float32))
    }

    @Test(.enabled(if: Precision.bfloat16.isAvailable, "AVX-512 is missing"))
    func bfloat16IsCloseToFloat32() {
        let layer = Layer(from: -2)
        let error = relativeError(layer.answer(.bfloat16), layer.answer(.float32))
        #expect(error < 0.01 && error > 1e-6)
    }

    /// A convolution's answer lies with its channels innermost; what follows must not care.
    @Test func poolingAndPatchesFollowAConvolution() {
        var numbers = SeededNumbers(seed: 3)
        let x = numbers.floats(2 * 3 * 6 * 6)
        let one = Parameter([Float](repeating: 1, count: 3), extents: [3])
        let zero = Parameter([Float](repeating: 0, count: 3), extents: [3])
        let identity = Parameter([1, 0, 0, 0, 1, 0, 0, 0, 1], extents: [3, 3, 1, 1])
        func answers(convolved: Bool) -> [[Float]] {
            let backend = CPUBackend()
            let weights = backend.convolutionWeights(
                weight: identity,
                normalization: BatchNormParameters(
                    weight: one,
                    bias: zero,
                    mean: zero,
                    variance: one,
                    epsilon: 1e-12
                ),
                window: Window(size: 1)
            )
            var image = backend.tensor(x, Shape(2, 3, 6, 6))
            if convolved { image = backend.convolution(image, weights, activation: .identity, adding: nil) }
            let pooled = backend.maxPool(image, Window(size: 3, stride: 2, padding: 1))
            return [
                backend.floats(image), backend.floats(pooled), backend.floats(backend.averagePool(image)),
                backend.floats(backend.patches(image, size: 1)),
                backend.floats(backend.patches(image, size: 3)),
            ]
        }
        for (found, expected) in zip(answers(convolved: true), answers(convolved: false)) {
            #expect(largestError(found, expected.map(Double.init)) < 1e-6)
        }
    }
}
