public import Torch

/// The loss of UniCLIP (Lee et al. 2022) as Jang, Kyung et al. use it: original images, weakly augmented images and texts
/// are 3N rows of one space.
///
/// Each row has three positives: itself, whose cosine is 1, and the two other members of its triple. Each of them
/// contributes −⅓ ln of its share in a sum that leaves the row's other two positives out.
public struct UniCLIPObjective: Sendable, Equatable {
    /// What the cosine of an image and its text becomes, or nil for the cosine itself. Original–augmented pairs and
    /// self pairs keep theirs.
    public let relaxation: RelaxedSimilarity?

    /// Makes the objective.
    public init(relaxation: RelaxedSimilarity?) {
        self.relaxation = relaxation
    }

    /// The mean over all 3N rows.
    ///
    /// - Parameters:
    ///   - original: Unit-length embeddings [N, D] of the images as they are.
    ///   - weak: Those of the weakly augmented images.
    ///   - text: Those of the texts.
    ///   - logitScale: ln(1/τ), a scalar.
    public func loss(
        original: TorchTensor,
        weak: TorchTensor,
        text: TorchTensor,
        logitScale: TorchTensor
    ) -> TorchTensor {
        let count = original.extents.first ?? 0
        let scale = logitScale.exponential()
        let rows = TorchTensor.concatenate([original, weak, text])
        let logits = rows.matrixProduct(rows.transposed()) * scale
        let sameTriple = TorchTensor.tiledIdentity(count, times: 3, like: logits)
        let negatives = logits.masked(by: sameTriple, with: -.infinity).logSumExp(along: 1)

        func positive(_ a: TorchTensor, _ b: TorchTensor, relaxed: Bool) -> TorchTensor {
            let cosines = (a * b).sum(along: -1)
            return (relaxed ? relaxation?(cosines) ?? cosines : cosines) * scale
        }
        let images = positive(original, weak, relaxed: false)
        let originalText = positive(original, text, relaxed: true)
        let weakText = positive(weak, text, relaxed: true)
        let itself = images.detached * 0 + scale
        let partners: [[TorchTensor]] = [
            [itself, images, originalText], [itself, images, weakText], [itself, originalText, weakText],
        ]
        // One column for each of a row's positives: ln(e^p + Σ negatives) − p.
        let columns = (0..<3).map { column in
            let logit = TorchTensor.concatenate(partners.map { $0[column] })
            return logSumExp(logit, negatives) - logit
        }
        return (columns[0] + columns[1] + columns[2]).mean() * (1.0 / 3)
    }

    /// ln(eᵃ + eᵇ), element by element.
    private func logSumExp(_ a: TorchTensor, _ b: TorchTensor) -> TorchTensor {
        let count = a.extents.first ?? 0
        return TorchTensor.concatenate(
            [a.reshaped(to: [count, 1]), b.reshaped(to: [count, 1])],
            along: 1
        ).logSumExp(along: 1)
    }
}
