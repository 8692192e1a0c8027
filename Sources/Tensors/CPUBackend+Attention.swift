internal import CKernels

extension CPUBackend {
    /// Works head by head on views of the joint projection; padded keys and queries are not computed.
    public func attention(_ queryKeyValue: CPUTensor, heads: Int, mask: AttentionMask) -> CPUTensor {
        attention(queryKeyValue, heads: heads, mask: mask, bias: nil)
    }

    /// As without a bias, with one pass more over the scores.
    public func attention(_ queryKeyValue: CPUTensor, heads: Int, bias: CPUAttentionBias) -> CPUTensor {
        attention(queryKeyValue, heads: heads, mask: .none, bias: bias)
    }

    private func attention(
        _ queryKeyValue: CPUTensor,
        heads: Int,
        mask: AttentionMask,
        bias: CPUAttentionBias?
    ) -> CPUTensor {
        let batch = queryKeyValue.shape[0]
        let positions = queryKeyValue.shape[1]
        let width = queryKeyValue.shape[2] / 3
        precondition(width % heads == 0 && (bias == nil || bias?.tokens == positions))
        let result = make(Shape(batch, positions, width))
        let pairs = batch * heads
        let parts = min(team.threads, pairs)
        let inBytes = queryKeyValue.precision == .int8 && kernel_attention_int8_is_available()
        let size = width / heads
        let needed =
            inBytes
            ? kernel_attention_int8_scratch(positions, size) : kernel_attention_scratch(positions, size) * 4
        let perPart = AlignedBytes.rounded(needed) / MemoryLayout<Float>.stride
        let scratch = workspace.take(parts * perPart)
        let attention = Attention(
            queryKeyValue: UncheckedPointer(queryKeyValue.storage.base),
            output: UncheckedPointer(result.storage.base),
            positions: positions,
            width: width,
            heads: heads,
            isCausal: mask == .causal,
            inBytes: inBytes,
            bias: bias
        )
        let scratchBase = UncheckedPointer(scratch.base)
        team.divide(parts) { part in
            let memory = scratchBase.pointer + part.lowerBound * perPart
            for pair in pairs * part.lowerBound / parts..<pairs * part.upperBound / parts {
                let sequence = pair / heads
                let length = if case .lengths(let lengths) = mask { lengths[sequence] } else { positions }
                attention.compute(sequence: sequence, head: pair % heads, length: length, scratch: memory)
            }
        }
        return result
    }
}

extension CPUBackend {
    /// Looks the biases up once, when the encoder is built.
    public func attentionBias(table: Parameter, offsets: [Int32], regions: [[Int32]]) -> CPUAttentionBias {
        let heads = table.extents[1]
        let tokens = Int(Double(offsets.count).squareRoot())
        let (groups, stride) = (max(regions.count, 1), CPUAttentionBias.stride(tokens))
        precondition(tokens * tokens == offsets.count && regions.allSatisfy { $0.count == tokens })
        let biases = table.floats()
        let values = TensorStorage(capacity: groups * heads * tokens * stride)
        values.base.update(repeating: -.infinity, count: groups * heads * tokens * stride)
        for group in 0..<groups {
            for head in 0..<heads {
                let base = values.base + (group * heads + head) * tokens * stride
                for (pair, offset) in offsets.enumerated() {
                    let (query, key) = (pair / tokens, pair % tokens)
                    let isApart = !regions.isEmpty && regions[group][query] != regions[group][key]
                    base[query * stride + key] = biases[Int(offset) * heads + head] + (isApart ? -100 : 0)
                }
            }
        }
        return CPUAttentionBias(values: values, groups: groups, tokens: tokens)
    }
}

/// softmax(Q Kᵀ / √d + bias) V, head by head, on strided views of the joint projection.
private struct Attention: Sendable {
    let queryKeyValue: UncheckedPointer
    let output: UncheckedPointer
    let positions: Int
    let width: Int
    let heads: Int
    let isCausal: Bool
    let inBytes: Bool
    let bias: CPUAttentionBias?

    /// `scratch` belongs to the calling thread.
    func compute(sequence: Int, head: Int, length: Int, scratch: UnsafeMutablePointer<Float>) {
        let size = width / heads
        let stride = 3 * width
        let query = queryKeyValue.pointer + sequence * positions * stride + head * size
        let out = output.pointer + sequence * positions * width + head * size
        var description = kernel_attention_head(
            query: query,
            key: query + width,
            value: query + 2 * width,
            stride: stride,
            out: out,
            out_stride: width,
            length: length,
            size: size,
            bias: bias?.values(sequence: sequence, head: head, heads: heads),
            causal: isCausal
        )
        if inBytes {
            kernel_attention_int8(&description, scratch)
        } else {
            kernel_attention(&description, scratch)
        }
        for row in length..<positions {
            (out + row * width).update(repeating: 0, count: size)
        }
    }
}
