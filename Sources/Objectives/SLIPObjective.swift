public import Torch

/// The loss of SLIP (Mu et al. 2021): CLIP's on weakly augmented images, and SimCLR's (Chen et al. 2020) on two strong
/// augmentations of each image. The second is never relaxed.
public struct SLIPObjective: Sendable, Equatable {
    /// The image–text part.
    public let imageText: CLIPObjective
    /// The factor of the self-supervised part.
    public let weight: Double
    /// τ of the self-supervised part where it is not the learned one; SLIP's public code has 0.1.
    public let fixedTemperature: Double?

    /// Makes the objective.
    public init(relaxation: RelaxedSimilarity?, weight: Double = 1, fixedTemperature: Double? = nil) {
        imageText = CLIPObjective(relaxation: relaxation)
        self.weight = weight
        self.fixedTemperature = fixedTemperature
    }

    /// CLIP's loss plus `weight` times SimCLR's.
    ///
    /// - Parameters:
    ///   - image: Unit-length embeddings [N, D] of weakly augmented images.
    ///   - text: Those of the texts.
    ///   - strong: Those of two strong augmentations of each image.
    ///   - logitScale: ln(1/τ), a scalar.
    public func loss(
        image: TorchTensor,
        text: TorchTensor,
        strong: (first: TorchTensor, second: TorchTensor),
        logitScale: TorchTensor
    ) -> TorchTensor {
        let scale = fixedTemperature.map { logitScale.detached * 0 + 1 / $0 } ?? logitScale.exponential()
        return imageText.loss(image: image, text: text, logitScale: logitScale)
            + Self.selfSupervision(strong.first, strong.second, scale: scale) * weight
    }

    /// −ln e^(uᵢ·uₚ/τ) / Σ_{j≠i} e^(uᵢ·uⱼ/τ), averaged over all 2N images, where p is the other view of i.
    private static func selfSupervision(
        _ first: TorchTensor,
        _ second: TorchTensor,
        scale: TorchTensor
    ) -> TorchTensor {
        let count = first.extents.first ?? 0
        let views = TorchTensor.concatenate([first, second])
        let logits = views.matrixProduct(views.transposed()) * scale
        let others = logits.masked(by: .identity(2 * count, like: logits), with: -.infinity)
        let positive = (first * second).sum(along: -1) * scale
        return others.logSumExp(along: 1).mean() - positive.mean()
    }
}
