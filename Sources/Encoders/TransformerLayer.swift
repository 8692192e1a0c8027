public import Tensors

/// The sizes that every layer of a transformer shares.
public struct TransformerSizes: Codable, Sendable, Equatable {
    /// Numbers per token.
    public var width: Int
    /// Number of layers.
    public var layers: Int
    /// Attention heads; a divisor of `width`.
    public var heads: Int
    /// Width of the hidden layer between the two linear layers of a block.
    public var hiddenWidth: Int
    /// What stands between those two.
    public var activation: Activation
    /// Added to the variance in every layer normalisation.
    public var layerNormEpsilon: Float

    /// Groups the sizes; ``validate(field:)`` checks them.
    public init(
        width: Int,
        layers: Int,
        heads: Int,
        hiddenWidth: Int,
        activation: Activation,
        layerNormEpsilon: Float
    ) {
        self.width = width
        self.layers = layers
        self.heads = heads
        self.hiddenWidth = hiddenWidth
        self.activation = activation
        self.layerNormEpsilon = layerNormEpsilon
    }

    func validate(field: String) throws(EncoderError) {
        try requireRange(width, 1...8_192, "\(field).width")
        try requireRange(layers, 1...128, "\(field).layers")
        try requireRange(hiddenWidth, 1...65_536, "\(field).hiddenWidth")
        try requireRange(heads, 1...width, "\(field).heads")
        guard width.isMultiple(of: heads) else {
            throw .invalidConfiguration(
                field: "\(field).heads",
                value: "\(heads)",
                remedy: "It must divide the width \(width)."
            )
        }
        guard layerNormEpsilon > 0, layerNormEpsilon < 1 else {
            throw .invalidConfiguration(
                field: "\(field).layerNormEpsilon",
                value: "\(layerNormEpsilon)",
                remedy: "Give the small positive number the model was trained with, such as 1e-5."
            )
        }
    }
}

func requireRange(_ value: Int, _ range: ClosedRange<Int>, _ field: String) throws(EncoderError) {
    guard range.contains(value) else {
        throw .invalidConfiguration(
            field: field,
            value: "\(value)",
            remedy: "It must lie between \(range.lowerBound) and \(range.upperBound)."
        )
    }
}

/// One transformer layer: attention and a two-layer perceptron, each with a residual connection and a layer normalisation.
struct TransformerLayer<Backend: TensorBackend>: Sendable {
    let attention: AttentionBlock<Backend>
    let perceptron: PerceptronBlock<Backend>

    init(
        _ scope: ParameterScope<Backend>,
        sizes: TransformerSizes,
        order: NormalizationOrder
    ) throws(EncoderError) {
        let (width, epsilon) = (sizes.width, sizes.layerNormEpsilon)
        attention = AttentionBlock(
            order: order,
            norm: try scope.layerNorm("norm1", width: width, epsilon: epsilon),
            queryKeyValue: try scope["attention"].linear("queryKeyValue", inputs: width, outputs: 3 * width),
            output: try scope["attention"].linear("output", inputs: width, outputs: width),
            heads: sizes.heads
        )
        perceptron = PerceptronBlock(
            order: order,
            norm: try scope.layerNorm("norm2", width: width, epsilon: epsilon),
            hidden: try scope["perceptron"].linear("hidden", inputs: width, outputs: sizes.hiddenWidth),
            output: try scope["perceptron"].linear("output", inputs: sizes.hiddenWidth, outputs: width),
            activation: sizes.activation
        )
    }

    /// [B, T, D] to [B, T, D].
    func callAsFunction(
        _ x: Backend.Tensor,
        mask: AttentionMask,
        on backend: Backend
    ) -> Backend.Tensor {
        backend.perceptron(backend.selfAttention(x, attention, mask: mask), perceptron)
    }

    /// One token of each sequence of what the layer answers: [B, T, D] to [B, D]. The others are needed for the attention
    /// only.
    func callAsFunction(
        _ x: Backend.Tensor,
        at positions: [Int],
        mask: AttentionMask,
        on backend: Backend
    ) -> Backend.Tensor {
        let attended = backend.selfAttention(x, attention, mask: mask)
        return backend.perceptron(backend.tokens(attended, at: positions), perceptron)
    }
}

extension ParameterScope {
    func transformerLayers(
        _ sizes: TransformerSizes,
        order: NormalizationOrder
    ) throws(EncoderError) -> [TransformerLayer<Backend>] {
        var layers: [TransformerLayer<Backend>] = []
        for index in 0..<sizes.layers {
            layers.append(try TransformerLayer(self["layers"]["\(index)"], sizes: sizes, order: order))
        }
        return layers
    }
}
