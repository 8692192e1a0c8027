import Encoders
import Recipes
import Tensors
import Torch

/// The network of SLIP's public code between the image encoder's features and the self-supervised term: linear, batch
/// normalisation and ReLU twice, then linear. It learns with the encoders and is left behind when a package is written.
package struct ProjectionHead {
    /// What the names of its parameters begin with.
    static let prefix = "selfSupervision."
    // The deviation that batch normalisation divides by has this much added to its square, as everywhere in PyTorch.
    private static let epsilon: Float = 1e-5

    private let hidden: [TorchConvolutionWeights]
    private let output: TorchLinearWeights
    private let hiddenWidth: Int

    /// Makes the leaves of a head for features of that many numbers, with random values.
    init(
        _ sizes: Recipe.ProjectionHead,
        features: Int,
        seed: UInt64,
        on backend: TorchBackend
    ) throws(EncoderError) {
        let source = InitialParameters(seed: seed)
        func parameter(_ name: String, _ extents: [Int]) throws(EncoderError) -> Parameter {
            try source.parameter(Self.prefix + name, extents: extents).named(Self.prefix + name)
        }
        var hidden: [TorchConvolutionWeights] = []
        var inputs = features
        for name in ["hidden1", "hidden2"] {
            // Each is a layer without a bias, which the normalisation would take away again.
            hidden.append(
                backend.convolutionWeights(
                    weight: try parameter("\(name).weight", [sizes.hiddenWidth, inputs, 1, 1]),
                    normalization: BatchNormParameters(
                        weight: try parameter("\(name).norm.weight", [sizes.hiddenWidth]),
                        bias: try parameter("\(name).norm.bias", [sizes.hiddenWidth]),
                        mean: try parameter("\(name).norm.mean", [sizes.hiddenWidth]),
                        variance: try parameter("\(name).norm.variance", [sizes.hiddenWidth]),
                        epsilon: Self.epsilon
                    ),
                    window: Window(size: 1)
                )
            )
            inputs = sizes.hiddenWidth
        }
        self.hidden = hidden
        output = backend.linearWeights(
            weight: try parameter("outputProjection.weight", [sizes.dimensions, inputs]),
            bias: try parameter("outputProjection.bias", [sizes.dimensions])
        )
        hiddenWidth = sizes.hiddenWidth
    }

    /// Maps features [n, F] to unit-length embeddings of the self-supervised term.
    func callAsFunction(_ features: TorchTensor, on backend: TorchBackend) -> TorchTensor {
        let count = features.extents.first ?? 0
        var x = features.reshaped(to: [count, -1, 1, 1])
        for layer in hidden { x = backend.convolution(x, layer, activation: .relu, adding: nil) }
        return backend.l2Normalize(backend.linear(x.reshaped(to: [count, hiddenWidth]), output))
    }
}
