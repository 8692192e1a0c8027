import Tensors

/// The sizes of a vision transformer (Dosovitskiy et al. 2021).
public struct VisionTransformerConfiguration: Codable, Sendable, Equatable {
    /// Side of the square input in pixels; a multiple of `patchSize`.
    public var resolution: Int
    /// Side of a patch in pixels.
    public var patchSize: Int
    /// Sizes of the layers.
    public var transformer: TransformerSizes
    /// Whether tokens are normalised before the first layer (CLIP) or not (timm).
    public var normalizesInput: Bool
    /// Whether the patch projection has a bias (timm) or not (CLIP).
    public var patchBias: Bool

    /// Groups the sizes; they are checked when an encoder is built.
    public init(
        resolution: Int,
        patchSize: Int,
        transformer: TransformerSizes,
        normalizesInput: Bool,
        patchBias: Bool
    ) {
        self.resolution = resolution
        self.patchSize = patchSize
        self.transformer = transformer
        self.normalizesInput = normalizesInput
        self.patchBias = patchBias
    }

    var patches: Int { (resolution / patchSize) * (resolution / patchSize) }

    func validate() throws(EncoderError) {
        try requireRange(resolution, 1...2_048, "image.resolution")
        try requireRange(patchSize, 1...resolution, "image.patchSize")
        guard resolution.isMultiple(of: patchSize) else {
            throw .invalidConfiguration(
                field: "image.patchSize",
                value: "\(patchSize)",
                remedy: "It must divide the resolution \(resolution)."
            )
        }
        try requireRange(patches, 1...16_384, "the number of patches")
        try transformer.validate(field: "image.transformer")
    }
}

/// A vision transformer whose answer is the normalised class token.
struct VisionTransformer<Backend: TensorBackend>: Sendable {
    let configuration: VisionTransformerConfiguration
    let patchEmbedding: Backend.LinearWeights
    let classEmbedding: Backend.Tensor
    let positionEmbedding: Backend.Tensor
    let inputNorm: Backend.LayerNormWeights?
    let layers: [TransformerLayer<Backend>]
    let outputNorm: Backend.LayerNormWeights

    init(
        _ configuration: VisionTransformerConfiguration,
        _ scope: ParameterScope<Backend>
    ) throws(EncoderError) {
        try configuration.validate()
        self.configuration = configuration
        let sizes = configuration.transformer
        patchEmbedding = try scope.linear(
            "patchEmbedding",
            inputs: 3 * configuration.patchSize * configuration.patchSize,
            outputs: sizes.width,
            hasBias: configuration.patchBias
        )
        classEmbedding = try scope.tensor("classEmbedding", 1, sizes.width)
        positionEmbedding = try scope.tensor("positionEmbedding", configuration.patches + 1, sizes.width)
        inputNorm =
            configuration.normalizesInput
            ? try scope.layerNorm("inputNorm", width: sizes.width, epsilon: sizes.layerNormEpsilon) : nil
        layers = try scope.transformerLayers(sizes, order: .before)
        outputNorm = try scope.layerNorm("outputNorm", width: sizes.width, epsilon: sizes.layerNormEpsilon)
    }

    /// [B, 3, R, R] to [B, D].
    func callAsFunction(_ images: Backend.Tensor, batch: Int, on backend: Backend) -> Backend.Tensor {
        let patches = backend.patches(images, size: configuration.patchSize)
        let tokens = backend.prepend(classEmbedding, to: backend.linear(patches, patchEmbedding))
        var x = backend.add(tokens, perSequence: positionEmbedding)
        if let inputNorm { x = backend.layerNorm(x, inputNorm) }
        for layer in layers.dropLast() {
            x = layer(x, mask: .none, on: backend)
        }
        let first = [Int](repeating: 0, count: batch)
        let classTokens = layers[layers.count - 1](x, at: first, mask: .none, on: backend)
        return backend.layerNorm(classTokens, outputNorm)
    }
}
