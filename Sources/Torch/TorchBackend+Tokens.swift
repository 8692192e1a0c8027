import CLibTorch
public import Tensors

extension TorchBackend {
    /// A view of the image in another order, copied once.
    public func patches(_ x: TorchTensor, size: Int) -> TorchTensor {
        TorchTensor(torch_patches(x.reference, Int32(clamping: size)))
    }

    /// The gradient of a row is the sum over the places where it was looked up.
    public func lookUp(_ rows: [Int32], in table: TorchTensor, batch: Int) -> TorchTensor {
        let numbers = TorchTensor.integers(
            rows.map(Int64.init),
            extents: [batch, rows.count / batch],
            device: device
        )
        return TorchTensor(torch_look_up(table.reference, numbers.reference))
    }

    /// The gradient of the token is the sum over the batch.
    public func prepend(_ token: TorchTensor, to x: TorchTensor) -> TorchTensor {
        TorchTensor(torch_prepend(token.reference, x.reference))
    }

    /// The gradient of the table is the sum over the batch.
    public func add(_ x: TorchTensor, perSequence y: TorchTensor) -> TorchTensor {
        // What ``lookUp(_:in:batch:)`` gives for a single sequence has a dimension more.
        let table = y.reshaped(to: [-1, Int(torch_extent(x.reference, 2))])
        return x + table.rows(0..<Int(torch_extent(x.reference, 1)))
    }

    /// Every other token gets no gradient.
    public func tokens(_ x: TorchTensor, at positions: [Int]) -> TorchTensor {
        TorchTensor(torch_tokens(x.reference, positions.map(Int64.init), Int64(positions.count)))
    }

    /// The gradient goes back to where each token was.
    public func rearrange(_ x: TorchTensor, order: [Int32], shape: Shape) -> TorchTensor {
        let places = TorchTensor.integers(order.map(Int64.init), extents: [order.count], device: device)
        let extents = (0..<shape.rank).map { Int64(shape[$0]) }
        return TorchTensor(
            torch_rearrange(x.reference, places.reference, extents, Int32(clamping: shape.rank))
        )
    }

    /// Always in float32; the tokens after the first `lengths[b]` get no gradient.
    public func averageTokens(_ x: TorchTensor, lengths: [Int]) -> TorchTensor {
        TorchTensor(torch_average_tokens(x.reference, lengths.map(Int64.init), Int64(lengths.count)))
    }

    /// The gradient is shared equally.
    public func average(_ tensors: [TorchTensor]) -> TorchTensor {
        tensors.dropFirst().reduce(tensors[0], +) * (1 / Double(tensors.count))
    }
}
