import CLibTorch
public import Tensors

extension Activation {
    fileprivate var code: Int32 {
        switch self {
        case .identity: Int32(torch_activation_identity.rawValue)
        case .relu: Int32(torch_activation_relu.rawValue)
        case .gelu: Int32(torch_activation_gelu.rawValue)
        case .quickGELU: Int32(torch_activation_quick_gelu.rawValue)
        }
    }
}

extension TorchBackend {
    /// One product; with half precision both factors and the bias are rounded to bfloat16, the residual is not.
    public func linear(
        _ x: TorchTensor,
        _ weights: TorchLinearWeights,
        activation: Activation,
        adding residual: TorchTensor?
    ) -> TorchTensor {
        TorchTensor(
            torch_linear(
                x.reference,
                weights.weight.reference,
                weights.bias?.reference,
                activation.code,
                residual?.reference,
                half
            )
        )
    }

    /// Always in float32.
    public func layerNorm(_ x: TorchTensor, _ weights: TorchLayerNormWeights) -> TorchTensor {
        TorchTensor(
            torch_layer_norm(
                x.reference,
                weights.weight.reference,
                weights.bias.reference,
                Double(weights.epsilon),
                half
            )
        )
    }

    /// LibTorch's own fused attention from version 2 on; scores and their softmax one after the other before.
    public func attention(_ queryKeyValue: TorchTensor, heads: Int, mask: AttentionMask) -> TorchTensor {
        let (kind, lengths): (torch_attention_mask, [Int64]) =
            switch mask {
            case .none: (torch_attention_mask_none, [])
            case .causal: (torch_attention_mask_causal, [])
            case .lengths(let lengths): (torch_attention_mask_lengths, lengths.map(Int64.init))
            }
        return TorchTensor(
            torch_attention(
                queryKeyValue.reference,
                Int32(clamping: heads),
                Int32(kind.rawValue),
                lengths,
                half
            )
        )
    }

    /// The gradient reaches the table through the biases.
    public func attention(_ queryKeyValue: TorchTensor, heads: Int, bias: TorchAttentionBias) -> TorchTensor {
        TorchTensor(
            torch_biased_attention(
                queryKeyValue.reference,
                Int32(clamping: heads),
                bias.table.reference,
                bias.offsets.reference,
                bias.mask?.reference,
                half
            )
        )
    }

    /// Convolution, batch normalisation as ``batchStatistics`` says, residual and activation one after the other.
    public func convolution(
        _ x: TorchTensor,
        _ weights: TorchConvolutionWeights,
        activation: Activation,
        adding residual: TorchTensor?
    ) -> TorchTensor {
        let window = weights.window
        let filtered = TorchTensor(
            torch_convolution(
                x.reference,
                weights.filters.reference,
                Int32(clamping: window.stride),
                Int32(clamping: window.padding),
                half
            )
        )
        let normalized = normalizeBatch(filtered, weights)
        let sum = residual.map { normalized + $0 } ?? normalized
        return activation == .relu ? sum.relu() : sum
    }

    private func normalizeBatch(_ x: TorchTensor, _ weights: TorchConvolutionWeights) -> TorchTensor {
        var norm = torch_batch_norm(
            weight: weights.weight.reference,
            bias: weights.bias.reference,
            mean: weights.mean.reference,
            variance: weights.variance.reference,
            epsilon: Double(weights.epsilon),
            uses_batch: batchStatistics != .running,
            momentum: batchStatistics == .batchUpdatingRunning ? 0.1 : 0
        )
        return withExtendedLifetime(weights) { TorchTensor(torch_normalize_batch(x.reference, &norm)) }
    }

    /// The gradient goes to the first maximum of each window.
    public func maxPool(_ x: TorchTensor, _ window: Window) -> TorchTensor {
        TorchTensor(
            torch_max_pool(
                x.reference,
                Int32(clamping: window.size),
                Int32(clamping: window.stride),
                Int32(clamping: window.padding)
            )
        )
    }

    /// The gradient is spread evenly over the image.
    public func averagePool(_ x: TorchTensor) -> TorchTensor {
        TorchTensor(torch_average_pool(x.reference))
    }

    /// Always in float32; a row shorter than 1e-12 is divided by that.
    public func l2Normalize(_ x: TorchTensor) -> TorchTensor {
        TorchTensor(torch_l2_normalize(x.reference))
    }
}
