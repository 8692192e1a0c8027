internal import CKernels

extension CPUBackend {
    /// Works head by head on views of the joint projection; padded keys and queries are not computed.
    public func attention(_ queryKeyValue: CPUTensor, heads: Int, mask: AttentionMask) -> CPUTensor {
        let batch = queryKeyValue.shape[0]
        let positions = queryKeyValue.shape[1]
        let width = queryKeyValue.shape[2] / 3
        precondition(width % heads == 0)
        let result = make(Shape(batch, positions, width))
        let pairs = batch * heads
        let scores = workspace.take(min(team.threads, pairs) * positions * positions)
        let head = AttentionHead(
            queryKeyValue: UncheckedPointer(queryKeyValue.storage.base),
            output: UncheckedPointer(result.storage.base),
            positions: positions,
            width: width,
            heads: heads,
            isCausal: mask == .causal
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

/// One head of one sequence: softmax(Q Kᵀ / √d) V on strided views of the joint projection.
private struct AttentionHead: Sendable {
    let queryKeyValue: UncheckedPointer
    let output: UncheckedPointer
    let positions: Int
    let width: Int
    let heads: Int
    let isCausal: Bool

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
        kernel_softmax_rows(scores, length, length, length, 1 / Float(size).squareRoot(), isCausal)
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
