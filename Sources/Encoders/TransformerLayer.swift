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

/// One transformer layer: attention and a two-layer perceptron, each with a residual connection and a
/// layer normalisation, before it (CLIP, ViT: Radford et al. 2021) or after it (BERT: Devlin et al. 2019).
struct TransformerLayer<Backend: TensorBackend>: Sendable {
    enum Order: Sendable {
        case normalizedBefore
        case normalizedAfter
    }

    let order: Order
    let heads: Int
    let activation: Activation
    let norm1: Backend.LayerNormWeights
    let queryKeyValue: Backend.LinearWeights
    let attentionOutput: Backend.LinearWeights
    let norm2: Backend.LayerNormWeights
    let hidden: Backend.LinearWeights
    let output: Backend.LinearWeights

    init(_ scope: ParameterScope<Backend>, sizes: TransformerSizes, order: Order) throws(EncoderError) {
        self.order = order
        heads = sizes.heads
        activation = sizes.activation
        let (width, epsilon) = (sizes.width, sizes.layerNormEpsilon)
        norm1 = try scope.layerNorm("norm1", width: width, epsilon: epsilon)
        queryKeyValue = try scope["attention"].linear("queryKeyValue", inputs: width, outputs: 3 * width)
        attentionOutput = try scope["attention"].linear("output", inputs: width, outputs: width)
        norm2 = try scope.layerNorm("norm2", width: width, epsilon: epsilon)
        hidden = try scope["perceptron"].linear("hidden", inputs: width, outputs: sizes.hiddenWidth)
        output = try scope["perceptron"].linear("output", inputs: sizes.hiddenWidth, outputs: width)
    }

    /// [B, T, D] to [B, T, D].
    func callAsFunction(
        _ x: Backend.Tensor,
        mask: AttentionMask,
        on backend: Backend
    ) -> Backend.Tensor {
        callAsFunction(x, on: backend) { x in
            backend.attention(backend.linear(x, queryKeyValue), heads: heads, mask: mask)
        }
    }

    /// [B, T, D] to [B, T, D] with attention of another kind, which comes before ``attentionOutput``.
    func callAsFunction(
        _ x: Backend.Tensor,
        on backend: Backend,
        attend: (Backend.Tensor) -> Backend.Tensor
    ) -> Backend.Tensor {
        switch order {
        case .normalizedBefore:
            let attended = backend.linear(attend(backend.layerNorm(x, norm1)), attentionOutput, adding: x)
            return perceive(backend.layerNorm(attended, norm2), adding: attended, on: backend)
        case .normalizedAfter:
            let attended = backend.layerNorm(backend.linear(attend(x), attentionOutput, adding: x), norm1)
            return backend.layerNorm(perceive(attended, adding: attended, on: backend), norm2)
        }
    }

    private func perceive(
        _ x: Backend.Tensor,
        adding residual: Backend.Tensor,
        on backend: Backend
    ) -> Backend.Tensor {
        backend.linear(backend.linear(x, hidden, activation: activation), output, adding: residual)
    }
}

extension ParameterScope {
    func transformerLayers(
        _ sizes: TransformerSizes,
        order: TransformerLayer<Backend>.Order
    ) throws(EncoderError) -> [TransformerLayer<Backend>] {
        var layers: [TransformerLayer<Backend>] = []
        for index in 0..<sizes.layers {
            layers.append(try TransformerLayer(self["layers"]["\(index)"], sizes: sizes, order: order))
        }
        return layers
    }
}
