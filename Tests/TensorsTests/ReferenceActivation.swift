import Foundation
import Tensors

extension Activation {
    /// The definition, in float64.
    func reference(_ x: Double) -> Double {
        switch self {
        case .identity: x
        case .relu: max(x, 0)
        case .gelu: x / 2 * erfc(-x / 2.0.squareRoot())
        case .quickGELU: x / (1 + exp(-1.702 * x))
        }
    }

    static let every: [Activation] = [.identity, .relu, .gelu, .quickGELU]
}
