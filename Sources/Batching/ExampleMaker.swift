import Augmentation
import Radiographs
import Randomness
import Reports

/// Makes one pair: its image in every view and its text. The outcome depends on the seed, the epoch and the example
/// only.
struct ExampleMaker: Sendable {
    /// The place of the text's stream, beyond all views.
    private static let textPlace = UInt64.max

    let examples: [TrainingExample]
    let images: ImageStore
    let tokenizer: any Tokenizer
    let textDraw: TextDraw
    let seed: UInt64

    /// Writes the views of an example to a slot of the blocks and returns its tokens, or why it is skipped.
    func make(
        _ index: Int,
        epoch: Int,
        into blocks: [PixelBlock],
        slot: Int
    ) -> Result<[Int32], SkippedExample> {
        let example = examples[index]
        func skipped(_ reason: SkippedExample.Reason) -> Result<[Int32], SkippedExample> {
            .failure(SkippedExample(index: index, image: example.image, reason: reason))
        }
        var random = stream(epoch: epoch, index: index, Self.textPlace)
        let text = textDraw.text(of: example.sentences(random: &random), random: &random)
        if text.isEmpty { return skipped(.emptyText) }
        do throws(ImageFailure) {
            let image = try images.image(at: example.image)
            for (view, augmenter) in images.augmenters.enumerated() {
                var random = stream(epoch: epoch, index: index, UInt64(view))
                do throws(RadiographError) {
                    try augmenter.augment(image.views[view], random: &random, into: blocks[view].slot(slot))
                } catch {
                    throw .damaged(error)
                }
            }
        } catch {
            return skipped(.image(error))
        }
        return .success(tokenizer.encode(text).ids)
    }

    private func stream(epoch: Int, index: Int, _ part: UInt64) -> RandomStream {
        RandomStream(
            seed: seed,
            place: [UInt64(truncatingIfNeeded: epoch), UInt64(truncatingIfNeeded: index), part]
        )
    }
}

extension SkippedExample: Error {}
