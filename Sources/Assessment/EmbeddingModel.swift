public import Radiographs
public import ZeroShot

/// What turns radiographs and texts into points of one space: a package, or a model that is being trained.
///
/// It belongs to the calling thread.
public protocol EmbeddingModel {
    /// How a radiograph becomes an input.
    var preprocessing: PreprocessingProfile { get }

    /// Embeds prepared radiographs, in their order.
    func embed(_ inputs: [ModelInput]) throws -> [Embedding]

    /// Embeds texts, in their order.
    func embed(texts: [String]) throws -> [Embedding]
}
