/// Where a layer normalisation stands in a transformer's block.
public enum NormalizationOrder: Sendable {
    /// Before the block, whose answer is added to what was not normalised (CLIP, ViT: Radford et al. 2021).
    case before
    /// After the sum (BERT: Devlin et al. 2019).
    case after
}

/// Two linear layers with a residual connection and a layer normalisation.
public struct PerceptronBlock<Backend: TensorBackend>: Sendable {
    let order: NormalizationOrder
    let norm: Backend.LayerNormWeights
    let hidden: Backend.LinearWeights
    let output: Backend.LinearWeights
    let activation: Activation

    /// Groups what a block consists of.
    public init(
        order: NormalizationOrder,
        norm: Backend.LayerNormWeights,
        hidden: Backend.LinearWeights,
        output: Backend.LinearWeights,
        activation: Activation
    ) {
        self.order = order
        self.norm = norm
        self.hidden = hidden
        self.output = output
        self.activation = activation
    }
}

/// Self-attention with a residual connection and a layer normalisation.
public struct AttentionBlock<Backend: TensorBackend>: Sendable {
    let order: NormalizationOrder
    let norm: Backend.LayerNormWeights
    let queryKeyValue: Backend.LinearWeights
    let output: Backend.LinearWeights
    let heads: Int

    /// Groups what a block consists of.
    public init(
        order: NormalizationOrder,
        norm: Backend.LayerNormWeights,
        queryKeyValue: Backend.LinearWeights,
        output: Backend.LinearWeights,
        heads: Int
    ) {
        self.order = order
        self.norm = norm
        self.queryKeyValue = queryKeyValue
        self.output = output
        self.heads = heads
    }
}

/// The windows of a map within which tokens attend to each other (Liu et al. 2021, §3.2).
public struct AttentionWindows<Backend: TensorBackend>: Sendable {
    /// Tokens of a window.
    let tokens: Int
    /// The token of the map for each token of the windows, and the reverse.
    let order: [Int32]
    let inverse: [Int32]
    let bias: Backend.AttentionBias

    /// - Precondition: `order` is a permutation of its indices, and `tokens` divides its count.
    public init(tokens: Int, order: [Int32], bias: Backend.AttentionBias) {
        precondition(order.count % tokens == 0)
        var inverse = [Int32](repeating: 0, count: order.count)
        for (place, token) in order.enumerated() { inverse[Int(token)] = Int32(place) }
        self.tokens = tokens
        self.order = order
        self.inverse = inverse
        self.bias = bias
    }
}

extension TensorBackend {
    /// One operation after the other.
    public func perceptron(_ x: Tensor, _ block: PerceptronBlock<Self>) -> Tensor {
        composedPerceptron(x, block)
    }

    /// One operation after the other.
    public func selfAttention(_ x: Tensor, _ block: AttentionBlock<Self>, mask: AttentionMask) -> Tensor {
        composedAttention(x, block) {
            attention(linear($0, block.queryKeyValue), heads: block.heads, mask: mask)
        }
    }

    /// One operation after the other.
    public func selfAttention(
        _ x: Tensor,
        _ block: AttentionBlock<Self>,
        windows: AttentionWindows<Self>,
        shape: Shape
    ) -> Tensor {
        composedAttention(x, block, windows: windows, shape: shape)
    }

    func composedPerceptron(_ x: Tensor, _ block: PerceptronBlock<Self>) -> Tensor {
        let input = block.order == .before ? layerNorm(x, block.norm) : x
        let hidden = linear(input, block.hidden, activation: block.activation)
        let sum = linear(hidden, block.output, adding: x)
        return block.order == .before ? sum : layerNorm(sum, block.norm)
    }

    func composedAttention(
        _ x: Tensor,
        _ block: AttentionBlock<Self>,
        windows: AttentionWindows<Self>,
        shape: Shape
    ) -> Tensor {
        let cut = Shape(shape.rows / windows.tokens, windows.tokens, shape[-1])
        return composedAttention(x, block) { input in
            let rows = rearrange(input, order: windows.order, shape: cut)
            let attended = attention(
                linear(rows, block.queryKeyValue),
                heads: block.heads,
                bias: windows.bias
            )
            return rearrange(attended, order: windows.inverse, shape: shape)
        }
    }

    func composedAttention(
        _ x: Tensor,
        _ block: AttentionBlock<Self>,
        attend: (Tensor) -> Tensor
    ) -> Tensor {
        switch block.order {
        case .before: return linear(attend(layerNorm(x, block.norm)), block.output, adding: x)
        case .after: return layerNorm(linear(attend(x), block.output, adding: x), block.norm)
        }
    }
}
