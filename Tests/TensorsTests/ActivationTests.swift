import Foundation
import Tensors
import Testing

/// Activations through a linear layer whose weight is 1, which leaves its input as it is.
@Suite struct ActivationTests {
    /// -100 to 100, in steps of 1/1024 where the functions bend, and both zeros.
    private static let inputs: [Float] =
        [0, -0.0, 100, -100, 20, -20, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 1e-20, -1e-20]
        + stride(from: Float(-12), through: 12, by: 1.0 / 1_024)
        + stride(from: Float(-100), through: 100, by: 0.25)

    private func apply(_ activation: Activation, to inputs: [Float]) -> [Float] {
        let backend = CPUBackend()
        let one = backend.linearWeights(weight: Parameter([1], extents: [1, 1]), bias: nil)
        let x = backend.tensor(inputs, Shape(inputs.count, 1))
        return backend.floats(backend.linear(x, one, activation: activation))
    }

    @Test(arguments: Activation.every)
    func isWithinFiveTenMillionthsOfTheDefinition(activation: Activation) {
        let wrong = zip(Self.inputs, apply(activation, to: Self.inputs)).filter { x, y in
            !(abs(Double(y) - activation.reference(Double(x))) <= 5e-7 * max(1, abs(Double(x))))
        }
        #expect(wrong.map(\.0) == [])
    }

    @Test(arguments: [Activation.gelu, .quickGELU])
    func farFromZeroIsTheInputOrAlmostNothing(activation: Activation) {
        let found = apply(activation, to: [100, 20, -20, -100])
        #expect(found[0] == 100 && found[1] == 20)
        #expect(abs(found[2]) < 1e-5 && abs(found[3]) < 1e-5)
    }

    @Test func reluIsExact() {
        #expect(apply(.relu, to: [-100, -1e-30, 0, 1e-30, 100]) == [0, 0, 0, 1e-30, 100])
    }
}
