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
        let scores = workspace.take(min(team.threads, pairs) * positions * positions)
        let head = AttentionHead(
            queryKeyValue: UncheckedPointer(queryKeyValue.storage.base),
            output: UncheckedPointer(result.storage.base),
            positions: positions,
            width: width,
            heads: heads,
            isCausal: mask == .causal,
            bias: bias
        )
        let scoreBase = UncheckedPointer(scores.base)
        let parts = min(team.threads, pairs)
        team.divide(parts) { part in
            let scratch = scoreBase.pointer + part.lowerBound * positions * positions
            for pair in pairs * part.lowerBound / parts..<pairs * part.upperBound / parts {
                let sequence = pair / heads
                let length = if case .lengths(let lengths) = mask { lengths[sequence] } else { positions }
                head.compute(sequence: sequence, head: pair % heads, length: length, scores: scratch)
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
        let (groups, pairs) = (max(regions.count, 1), offsets.count)
        precondition(tokens * tokens == pairs && regions.allSatisfy { $0.count == tokens })
        let biases = table.floats()
        let values = TensorStorage(capacity: groups * heads * pairs)
        for group in 0..<groups {
            for head in 0..<heads {
                let base = values.base + (group * heads + head) * pairs
                for pair in 0..<pairs {
                    let isApart =
                        !regions.isEmpty && regions[group][pair / tokens] != regions[group][pair % tokens]
                    base[pair] = biases[Int(offsets[pair]) * heads + head] + (isApart ? -100 : 0)
                }
            }
        }
        return CPUAttentionBias(values: values, groups: groups, tokens: tokens)
    }
}

/// One head of one sequence: softmax(Q Kᵀ / √d) V on strided views of the joint projection.
private struct AttentionHead: Sendable {
    let queryKeyValue: UncheckedPointer
    let output: UncheckedPointer
    let positions: Int
    let width: Int
    let heads: Int
    let isCausal: Bool
    let bias: CPUAttentionBias?

    /// `scores` has room for positions² numbers and belongs to the calling thread.
    func compute(sequence: Int, head: Int, length: Int, scores: UnsafeMutablePointer<Float>) {
        let size = width / heads
        let stride = 3 * width
        let query = queryKeyValue.pointer + sequence * positions * stride + head * size
        let out = output.pointer + sequence * positions * width + head * size
        MatrixProduct.multiply(
            Matrix(query, stride: stride),
            transposed: Matrix(query + width, stride: stride),
            into: scores,
            stride: length,
            size: MatrixProduct.Size(rows: length, columns: length, inner: size)
        )
        let scale = 1 / Float(size).squareRoot()
        if let bias {
            let place = (sequence % bias.groups * heads + head) * positions * positions
            kernel_softmax_biased_rows(scores, positions, positions, scale, bias.values.base + place)
        } else {
            kernel_softmax_rows(scores, length, length, length, scale, isCausal)
        }
        MatrixProduct.multiply(
            Matrix(scores, stride: length),
            Matrix(query + 2 * width, stride: stride),
            into: out,
            stride: width,
            size: MatrixProduct.Size(rows: length, columns: size, inner: length)
        )
        for row in length..<positions {
            (out + row * width).update(repeating: 0, count: size)
        }
    }
}
