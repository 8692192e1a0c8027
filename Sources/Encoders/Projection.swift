public import Tensors

/// What takes an encoder's answer into the space that images and texts share: a linear layer, or a perceptron.
public struct ProjectionConfiguration: Codable, Sendable, Equatable {
    /// The layer between the encoder's answer and the last linear layer.
    public struct Hidden: Codable, Sendable, Equatable {
        /// Numbers in it.
        public var width: Int
        /// Whether it has a bias.
        public var bias: Bool
        /// What follows it.
        public var activation: Activation
        /// Added to the variance in the layer normalisation behind the activation; nil where there is none.
        public var layerNormEpsilon: Float?

        /// Describes a hidden layer.
        public init(width: Int, bias: Bool, activation: Activation, layerNormEpsilon: Float? = nil) {
            self.width = width
            self.bias = bias
            self.activation = activation
            self.layerNormEpsilon = layerNormEpsilon
        }
    }

    /// Numbers per embedding.
    public var dimensions: Int
    /// Whether the last layer has a bias (CXR-CLIP) or not (CLIP).
    public var bias: Bool
    /// The layer before it; nil for a single linear layer.
    public var hidden: Hidden?

    /// Describes a projection.
    public init(dimensions: Int, bias: Bool, hidden: Hidden? = nil) {
        self.dimensions = dimensions
        self.bias = bias
        self.hidden = hidden
    }

    func validate() throws(EncoderError) {
        try requireRange(dimensions, 1...16_384, "projection.dimensions")
        guard let hidden else { return }
        try requireRange(hidden.width, 1...65_536, "projection.hidden.width")
        if let epsilon = hidden.layerNormEpsilon, !(epsilon > 0 && epsilon < 1) {
            throw .invalidConfiguration(
                field: "projection.hidden.layerNormEpsilon",
                value: "\(epsilon)",
                remedy: "Give the small positive number the model was trained with, such as 1e-5."
            )
        }
    }
}

/// A projection with its weights: `weight` and `bias`, and before them `hidden` and `norm` where it has them.
struct Projection<Backend: TensorBackend>: Sendable {
    private struct Hidden: Sendable {
        let weights: Backend.LinearWeights
        let activation: Activation
        let norm: Backend.LayerNormWeights?
    }

    private let hidden: Hidden?
    private let output: Backend.LinearWeights

    init(
        _ configuration: ProjectionConfiguration,
        inputs: Int,
        _ scope: ParameterScope<Backend>
    ) throws(EncoderError) {
        try configuration.validate()
        hidden = try configuration.hidden.map { layer throws(EncoderError) in
            Hidden(
                weights: try scope.linear(
                    "hidden",
                    inputs: inputs,
                    outputs: layer.width,
                    hasBias: layer.bias
                ),
                activation: layer.activation,
                norm: try layer.layerNormEpsilon.map { epsilon throws(EncoderError) in
                    try scope.layerNorm("norm", width: layer.width, epsilon: epsilon)
                }
            )
        }
        output = try scope.linear(
            inputs: configuration.hidden?.width ?? inputs,
            outputs: configuration.dimensions,
            hasBias: configuration.bias
        )
    }

    /// [..., features] to [..., dimensions].
    func callAsFunction(_ x: Backend.Tensor, on backend: Backend) -> Backend.Tensor {
        guard let hidden else { return backend.linear(x, output) }
        let perceived = backend.linear(x, hidden.weights, activation: hidden.activation)
        return backend.linear(hidden.norm.map { backend.layerNorm(perceived, $0) } ?? perceived, output)
    }
}
