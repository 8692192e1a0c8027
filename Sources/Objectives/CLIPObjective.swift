public import Torch

/// The InfoNCE loss of images and texts (Radford et al. 2021), with relaxed similarity on the positive pairs where it is
/// given.
public struct CLIPObjective: Sendable, Equatable {
    /// What the cosine of a positive pair becomes, or nil for the cosine itself.
    public let relaxation: RelaxedSimilarity?

    /// Makes the objective.
    public init(relaxation: RelaxedSimilarity?) {
        self.relaxation = relaxation
    }

    /// ½ (CE(L) + CE(Lᵀ)) with L = sim / τ, where row i belongs to column i.
    ///
    /// - Parameters:
    ///   - image: Unit-length embeddings [N, D].
    ///   - text: Those of the texts, in the same order.
    ///   - logitScale: ln(1/τ), a scalar.
    public func loss(image: TorchTensor, text: TorchTensor, logitScale: TorchTensor) -> TorchTensor {
        let cosines = image.matrixProduct(text.transposed())
        let similarities =
            relaxation.map { cosines.replacingDiagonal(with: $0(cosines.diagonal())) } ?? cosines
        let logits = similarities * logitScale.exponential()
        return (logits.crossEntropyOfDiagonal() + logits.transposed().crossEntropyOfDiagonal()) * 0.5
    }
}

extension TorchTensor {
    /// The mean over rows of −ln softmax at the diagonal: [N, N] to a scalar.
    func crossEntropyOfDiagonal() -> TorchTensor {
        -logSoftmax(along: 1).diagonal().mean()
    }

    /// The same matrix [N, N] with other numbers [N] on its diagonal.
    func replacingDiagonal(with values: TorchTensor) -> TorchTensor {
        let count = extents.first ?? 0
        let identity = TorchTensor.identity(count, like: self)
        return masked(by: identity, with: 0) + identity * values.reshaped(to: [count, 1])
    }
}
