import Tensors
import Testing

@Suite struct LinearTests {
    struct Size: Sendable, CustomTestStringConvertible {
        let rows: Int, inputs: Int, outputs: Int
        var testDescription: String { "\(rows) × \(inputs) → \(outputs)" }
    }

    /// Rows beyond outputs and the other way round, and counts that no vector width divides.
    static let sizes = [
        Size(rows: 1, inputs: 1, outputs: 1), Size(rows: 1, inputs: 19, outputs: 37),
        Size(rows: 37, inputs: 19, outputs: 1), Size(rows: 7, inputs: 33, outputs: 5),
        Size(rows: 5, inputs: 33, outputs: 7), Size(rows: 67, inputs: 51, outputs: 35),
        Size(rows: 2, inputs: 64, outputs: 129), Size(rows: 6, inputs: 16, outputs: 6),
    ]

    /// Random numbers for one layer, and the layer's answer in float64.
    private struct Sample {
        let x: [Float], weight: [Float], bias: [Float], residual: [Float]
        let size: Size

        init(_ size: Size) {
            var numbers = SeededNumbers(seed: UInt64(size.rows * 10_000 + size.outputs))
            x = numbers.floats(size.rows * size.inputs)
            weight = numbers.floats(size.outputs * size.inputs)
            bias = numbers.floats(size.outputs)
            residual = numbers.floats(size.rows * size.outputs)
            self.size = size
        }

        func expected(hasBias: Bool, _ activation: Activation, hasResidual: Bool) -> [Double] {
            (0..<size.rows * size.outputs).map { index in
                let (row, column) = index.quotientAndRemainder(dividingBy: size.outputs)
                var sum = hasBias ? Double(bias[column]) : 0
                for inner in 0..<size.inputs {
                    sum += Double(x[row * size.inputs + inner]) * Double(weight[column * size.inputs + inner])
                }
                return activation.reference(sum) + (hasResidual ? Double(residual[index]) : 0)
            }
        }

        func found(
            threads: Int,
            hasBias: Bool,
            _ activation: Activation,
            hasResidual: Bool
        ) -> [Float] {
            let backend = CPUBackend(threads: threads)
            let weights = backend.linearWeights(
                weight: Parameter(weight, extents: [size.outputs, size.inputs]),
                bias: hasBias ? Parameter(bias, extents: [size.outputs]) : nil
            )
            let addition = hasResidual ? backend.tensor(residual, Shape(size.rows, size.outputs)) : nil
            return backend.floats(
                backend.linear(
                    backend.tensor(x, Shape(size.rows, size.inputs)),
                    weights,
                    activation: activation,
                    adding: addition
                )
            )
        }
    }

    @Test(arguments: sizes, [1, 2, 3])
    func equalsTheSumsOfProducts(size: Size, threads: Int) {
        let sample = Sample(size)
        for activation in Activation.every {
            for hasBias in [false, true] {
                for hasResidual in [false, true] {
                    let error = largestError(
                        sample.found(
                            threads: threads,
                            hasBias: hasBias,
                            activation,
                            hasResidual: hasResidual
                        ),
                        sample.expected(hasBias: hasBias, activation, hasResidual: hasResidual)
                    )
                    #expect(error <= 1e-5, "\(activation), bias \(hasBias), residual \(hasResidual)")
                }
            }
        }
    }

    @Test func addsTheResidualAfterTheActivation() {
        let backend = CPUBackend()
        let weights = backend.linearWeights(
            weight: Parameter([1], extents: [1, 1]),
            bias: Parameter([-3], extents: [1])
        )
        let x = backend.tensor([1, 5], Shape(2, 1))
        let residual = backend.tensor([-10, 10], Shape(2, 1))
        let result = backend.linear(x, weights, activation: .relu, adding: residual)
        #expect(backend.floats(result) == [-10, 12])
    }

    @Test func keepsTheOuterDimensions() {
        let backend = CPUBackend()
        let weights = backend.linearWeights(
            weight: Parameter([1, 0, 0, 1, 1, 1], extents: [3, 2]),
            bias: nil
        )
        let x = backend.tensor([1, 2, 3, 4, 5, 6, 7, 8], Shape(2, 2, 2))
        let result = backend.linear(x, weights)
        #expect(result.shape == Shape(2, 2, 3))
        #expect(backend.floats(result) == [1, 2, 3, 3, 4, 7, 5, 6, 11, 7, 8, 15])
    }
}
