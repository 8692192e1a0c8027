import Tensors
import Testing

@Suite struct ConvolutionTests {
    struct Size: Sendable, CustomTestStringConvertible {
        let batch: Int, channels: Int, height: Int, width: Int, outputs: Int
        let window: Window
        var outHeight: Int { window.positions(along: height) }
        var outWidth: Int { window.positions(along: width) }
        var outCount: Int { batch * outputs * outHeight * outWidth }
        var testDescription: String {
            "\(batch) × \(channels) × \(height) × \(width) → \(outputs), window \(window.size), "
                + "stride \(window.stride), padding \(window.padding)"
        }
    }

    /// Every window that fits, over an image that is not square.
    static let windows = [1, 3, 7].flatMap { size in
        [1, 2].flatMap { stride in
            (0...3).filter { $0 <= size }.map { Window(size: size, stride: stride, padding: $0) }
        }
    }.map { Size(batch: 2, channels: 3, height: 11, width: 8, outputs: 5, window: $0) }

    /// Random numbers for one convolution with batch normalisation, and its answer in float64.
    private struct Sample {
        let size: Size
        let x: [Float], filters: [Float], residual: [Float]
        let gamma: [Float], beta: [Float], mean: [Float], variance: [Float]
        let epsilon: Float = 1e-3

        init(_ size: Size) {
            self.size = size
            var numbers = SeededNumbers(seed: UInt64(size.height * 31 + size.window.size))
            x = numbers.floats(size.batch * size.channels * size.height * size.width)
            filters = numbers.floats(
                size.outputs * size.channels * size.window.size * size.window.size,
                in: -0.5...0.5
            )
            residual = numbers.floats(size.outCount)
            gamma = numbers.floats(size.outputs, in: -2...2)
            beta = numbers.floats(size.outputs)
            mean = numbers.floats(size.outputs)
            variance = numbers.floats(size.outputs, in: 0.5...4)
        }

        func expected(_ activation: Activation, hasResidual: Bool) -> [Double] {
            (0..<size.outCount).map { index in
                let (rest, column) = index.quotientAndRemainder(dividingBy: size.outWidth)
                let (plane, row) = rest.quotientAndRemainder(dividingBy: size.outHeight)
                let (image, filter) = plane.quotientAndRemainder(dividingBy: size.outputs)
                let sum = product(image: image, filter: filter, row: row, column: column)
                let normalized =
                    (sum - Double(mean[filter])) / (Double(variance[filter]) + Double(epsilon)).squareRoot()
                    * Double(gamma[filter]) + Double(beta[filter])
                return activation.reference(normalized + (hasResidual ? Double(residual[index]) : 0))
            }
        }

        private func product(image: Int, filter: Int, row: Int, column: Int) -> Double {
            let window = size.window
            var sum = 0.0
            for channel in 0..<size.channels {
                for ky in 0..<window.size {
                    for kx in 0..<window.size {
                        let y = row * window.stride + ky - window.padding
                        let x = column * window.stride + kx - window.padding
                        guard (0..<size.height).contains(y), (0..<size.width).contains(x) else { continue }
                        let pixel = ((image * size.channels + channel) * size.height + y) * size.width + x
                        let weight =
                            ((filter * size.channels + channel) * window.size + ky) * window.size + kx
                        sum += Double(self.x[pixel]) * Double(filters[weight])
                    }
                }
            }
            return sum
        }

        func found(threads: Int, _ activation: Activation, hasResidual: Bool) -> [Float] {
            let backend = CPUBackend(threads: threads)
            let side = size.window.size
            let extents = [size.outputs]
            let weights = backend.convolutionWeights(
                weight: Parameter(filters, extents: [size.outputs, size.channels, side, side]),
                normalization: BatchNormParameters(
                    weight: Parameter(gamma, extents: extents),
                    bias: Parameter(beta, extents: extents),
                    mean: Parameter(mean, extents: extents),
                    variance: Parameter(variance, extents: extents),
                    epsilon: epsilon
                ),
                window: size.window
            )
            let shape = Shape(size.batch, size.outputs, size.outHeight, size.outWidth)
            let result = backend.convolution(
                backend.tensor(x, Shape(size.batch, size.channels, size.height, size.width)),
                weights,
                activation: activation,
                adding: hasResidual ? backend.tensor(residual, shape) : nil
            )
            return result.shape == shape ? backend.floats(result) : []
        }
    }

    @Test(arguments: windows, [1, 2, 3])
    func equalsItsDefinitionFollowedByBatchNormalization(size: Size, threads: Int) {
        let sample = Sample(size)
        for activation in [Activation.identity, .relu, .gelu, .quickGELU] {
            for hasResidual in [false, true] {
                let error = largestError(
                    sample.found(threads: threads, activation, hasResidual: hasResidual),
                    sample.expected(activation, hasResidual: hasResidual)
                )
                #expect(error <= 2e-5, "\(activation), residual \(hasResidual)")
            }
        }
    }

    /// Feature maps whose unrolled pixels take several mebibytes and are therefore computed in strips.
    static let large = [
        Size(
            batch: 1,
            channels: 16,
            height: 75,
            width: 130,
            outputs: 2,
            window: Window(size: 3, stride: 1, padding: 1)
        ),
        Size(
            batch: 2,
            channels: 3,
            height: 201,
            width: 160,
            outputs: 2,
            window: Window(size: 7, stride: 2, padding: 3)
        ),
        Size(batch: 3, channels: 90, height: 61, width: 53, outputs: 2, window: Window(size: 1)),
        Size(batch: 1, channels: 70, height: 60, width: 90, outputs: 2, window: Window(size: 1, stride: 2)),
    ]

    @Test(arguments: large, [1, 2, 3])
    func severalStripsEqualOneWhole(size: Size, threads: Int) {
        let sample = Sample(size)
        let error = largestError(
            sample.found(threads: threads, .relu, hasResidual: true),
            sample.expected(.relu, hasResidual: true)
        )
        #expect(error <= 3e-5)
    }

    /// Channels by the sixteen and images of 196 positions and more, which are convolved by Winograd's algorithm where
    /// there is no residual: with a remainder of its tiles of 2 × 2 and 4 × 4 positions, and without.
    static let tiled = [
        Size(
            batch: 2,
            channels: 64,
            height: 14,
            width: 14,
            outputs: 80,
            window: Window(size: 3, stride: 1, padding: 1)
        ),
        Size(
            batch: 1,
            channels: 128,
            height: 17,
            width: 13,
            outputs: 64,
            window: Window(size: 3, stride: 1, padding: 1)
        ),
    ]

    @Test(arguments: tiled, [1, 2])
    func tilesEqualTheDefinition(size: Size, threads: Int) {
        let sample = Sample(size)
        for (activation, hasResidual) in [(Activation.relu, false), (.gelu, false), (.relu, true)] {
            let expected = sample.expected(activation, hasResidual: hasResidual)
            let found = sample.found(threads: threads, activation, hasResidual: hasResidual)
            // 576 to 1,152 products of numbers up to 1 and 0.5, then up to 2 / √0.5 times as large.
            #expect(largestError(found, expected) <= 1e-4)
        }
    }

    /// Fewer rows than threads, and a window wider than the image.
    static let tiny = [
        Size(batch: 1, channels: 1, height: 1, width: 1, outputs: 1, window: Window(size: 1)),
        Size(batch: 1, channels: 2, height: 1, width: 9, outputs: 3, window: Window(size: 1)),
        Size(
            batch: 1,
            channels: 2,
            height: 2,
            width: 1,
            outputs: 3,
            window: Window(size: 7, stride: 2, padding: 3)
        ),
        Size(
            batch: 1,
            channels: 1,
            height: 3,
            width: 2,
            outputs: 2,
            window: Window(size: 3, stride: 2, padding: 1)
        ),
    ]

    @Test(arguments: tiny, [1, 3])
    func smallImagesAreNoSpecialCase(size: Size, threads: Int) {
        let sample = Sample(size)
        let error = largestError(
            sample.found(threads: threads, .identity, hasResidual: false),
            sample.expected(.identity, hasResidual: false)
        )
        #expect(error <= 1e-5)
    }
}
