package import Augmentation
import Objectives
package import Recipes
import Torch

/// The embeddings of a batch: one tensor [N, D] for each view of the images (of another width behind a projection head), and one for the
/// texts.
struct EmbeddedBatch {
    let images: [TorchTensor]
    let text: TorchTensor
}

/// A recipe's loss and the views of an image that it needs.
package struct TrainingObjective {
    private enum Loss {
        case clip(CLIPObjective)
        case slip(SLIPObjective)
        case uniclip(UniCLIPObjective)
    }

    /// How each view of an image is made.
    package let views: [AugmentationProfile]
    /// The places of the views that are compared behind the projection head.
    let viewsThroughHead: Range<Int>
    private let loss: Loss

    /// Takes everything from the recipe.
    package init(_ recipe: Recipe) {
        var viewsThroughHead = 0..<0
        let relaxation = recipe.objective.relaxation.map {
            RelaxedSimilarity(threshold: $0.threshold, slope: $0.slope)
        }
        let flip = recipe.augmentation.flip
        let weak = recipe.augmentation.weak.profile(flip: flip)
        let strong = recipe.augmentation.strong.profile(flip: flip)
        switch recipe.objective.framework {
        case .clip:
            views = [weak]
            loss = .clip(CLIPObjective(relaxation: relaxation))
        case .slip(let supervision):
            views = [weak, strong, strong]
            if supervision.head != nil { viewsThroughHead = 1..<3 }
            loss = .slip(
                SLIPObjective(
                    relaxation: relaxation,
                    weight: supervision.weight,
                    fixedTemperature: supervision.head?.temperature
                )
            )
        case .uniclip:
            views = [.none, weak]
            loss = .uniclip(UniCLIPObjective(relaxation: relaxation))
        }
        self.viewsThroughHead = viewsThroughHead
    }

    /// The scalar loss of a whole batch.
    func callAsFunction(_ batch: EmbeddedBatch, logitScale: TorchTensor) -> TorchTensor {
        let images = batch.images
        return switch loss {
        case .clip(let objective):
            objective.loss(image: images[0], text: batch.text, logitScale: logitScale)
        case .slip(let objective):
            objective.loss(
                image: images[0],
                text: batch.text,
                strong: (images[1], images[2]),
                logitScale: logitScale
            )
        case .uniclip(let objective):
            objective.loss(original: images[0], weak: images[1], text: batch.text, logitScale: logitScale)
        }
    }
}

extension Recipe.Augmentation.Profile {
    fileprivate func profile(flip: Bool) -> AugmentationProfile {
        switch self {
        case .none: .none
        case .weak: AugmentationProfile.weak.flipping(flip)
        case .strong: AugmentationProfile.strong.flipping(flip)
        case .affine: AugmentationProfile.affine.flipping(flip)
        }
    }
}
