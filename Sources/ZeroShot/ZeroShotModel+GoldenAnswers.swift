public import Checkpoints
import Radiographs
public import Tensors

extension ZeroShotModel {
    /// The smallest cosine between what the model answers now, in the precision that it is served in, and what its
    /// package answered in float32 when it was made; NaN where the two do not fit each other.
    ///
    /// - Throws: `RadiographError` or `EncoderError` where the model cannot answer at all.
    public func smallestCosine(with kept: GoldenAnswers, on backend: CPUBackend) throws -> Double {
        let image = try embed(try prepare(.testPattern), on: backend)
        let texts = try embed(GoldenAnswers.sentences, on: backend)
        return GoldenAnswers(image: image.values, texts: texts.map(\.embedding.values))
            .smallestCosine(with: kept)
    }

    /// The least ``smallestCosine(with:on:)`` of a model that is what its package was: that of the package's own precision
    /// is ``GoldenAnswers/leastCosine``; 8 bits may move an embedding by a little more, another model moves it by far more.
    public var leastGoldenCosine: Double {
        plan.precision == .float32 ? GoldenAnswers.leastCosine : 0.99
    }
}
