public import Tensors

/// The sizes of a Swin transformer (Liu et al. 2021).
public struct SwinConfiguration: Codable, Sendable, Equatable {
    /// What stands for the image.
    public enum Pooling: String, Codable, Sendable {
        /// The mean over the last map (Liu et al. 2021, table 7).
        case average
        /// The upper left token of the last map, which CXR-CLIP's code takes.
        case firstToken
    }

    /// Side of the square input in pixels.
    public var resolution: Int
    /// Side of a patch in pixels: 4 in the published networks.
    public var patchSize: Int
    /// Numbers per token in the first stage; each further stage has twice as many.
    public var width: Int
    /// Layers per stage: [2, 2, 6, 2] for Swin-Tiny.
    public var depths: [Int]
    /// Attention heads per stage: [3, 6, 12, 24] for Swin-Tiny.
    public var heads: [Int]
    /// Side of an attention window in tokens: 7 in the published networks.
    public var window: Int
    /// How many times wider the hidden layer of a block is than its tokens: 4 in the published networks.
    public var hiddenRatio: Int
    /// What stands between the two linear layers of a block.
    public var activation: Activation
    /// Added to the variance in every layer normalisation.
    public var layerNormEpsilon: Float
    /// What stands for the image.
    public var pooling: Pooling

    /// Groups the sizes; they are checked when an encoder is built.
    public init(
        resolution: Int,
        patchSize: Int = 4,
        width: Int = 96,
        depths: [Int] = [2, 2, 6, 2],
        heads: [Int] = [3, 6, 12, 24],
        window: Int = 7,
        hiddenRatio: Int = 4,
        activation: Activation = .gelu,
        layerNormEpsilon: Float = 1e-5,
        pooling: Pooling = .average
    ) {
        self.resolution = resolution
        self.patchSize = patchSize
        self.width = width
        self.depths = depths
        self.heads = heads
        self.window = window
        self.hiddenRatio = hiddenRatio
        self.activation = activation
        self.layerNormEpsilon = layerNormEpsilon
        self.pooling = pooling
    }

    /// Numbers in the pooled answer.
    var features: Int { width << max(depths.count - 1, 0) }

    /// The sizes of the layers of a stage.
    func layers(ofStage stage: Int) -> TransformerSizes {
        TransformerSizes(
            width: width << stage,
            layers: depths[stage],
            heads: heads[stage],
            hiddenWidth: hiddenRatio * (width << stage),
            activation: activation,
            layerNormEpsilon: layerNormEpsilon
        )
    }

    /// The side of a stage's map in tokens.
    func side(ofStage stage: Int) -> Int { (resolution / patchSize) >> stage }

    func validate() throws(EncoderError) {
        try requireRange(resolution, 1...2_048, "image.resolution")
        try requireRange(patchSize, 1...resolution, "image.patchSize")
        try requireRange(width, 1...4_096, "image.width")
        try requireRange(depths.count, 1...6, "the number of image.depths")
        try requireRange(window, 1...64, "image.window")
        try requireRange(hiddenRatio, 1...16, "image.hiddenRatio")
        guard heads.count == depths.count else {
            throw .invalidConfiguration(
                field: "image.heads",
                value: "\(heads)",
                remedy: "Give one number of heads for each of the \(depths.count) stages."
            )
        }
        for stage in depths.indices { try layers(ofStage: stage).validate(field: "image, stage \(stage),") }
        // Then every map divides into windows, and every map but the last into squares of four tokens.
        let step = (patchSize * window) << (depths.count - 1)
        guard resolution.isMultiple(of: step) else {
            throw .invalidConfiguration(
                field: "image.resolution",
                value: "\(resolution)",
                remedy: "It must be a multiple of patch size, window and 2 for each merging: \(step)."
            )
        }
    }
}
