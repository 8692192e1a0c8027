import Tensors

/// The sizes of CLIP's text encoder (Radford et al. 2021).
public struct CLIPTextConfiguration: Codable, Sendable, Equatable {
    /// Number of token ids.
    public var vocabulary: Int
    /// Number of positions, 77 in the published models, which bounds the tokens of a text.
    public var positions: Int
    /// Sizes of the layers.
    public var transformer: TransformerSizes
    /// The id whose first occurrence ends a text and stands for it.
    public var endOfText: Int32

    /// Groups the sizes; they are checked when an encoder is built.
    public init(vocabulary: Int, positions: Int, transformer: TransformerSizes, endOfText: Int32) {
        self.vocabulary = vocabulary
        self.positions = positions
        self.transformer = transformer
        self.endOfText = endOfText
    }

    func validate() throws(EncoderError) {
        try requireRange(vocabulary, 1...1_000_000, "text.vocabulary")
        try requireRange(positions, 1...8_192, "text.positions")
        try requireRange(Int(endOfText), 0...vocabulary - 1, "text.endOfText")
        try transformer.validate(field: "text.transformer")
    }
}

/// CLIP's text encoder: causal attention, the answer is the normalised end-of-text token.
struct CLIPText<Backend: TensorBackend>: Sendable {
    let configuration: CLIPTextConfiguration
    let tokenEmbedding: Backend.Tensor
    let positionEmbedding: Backend.Tensor
    let layers: [TransformerLayer<Backend>]
    let outputNorm: Backend.LayerNormWeights

    init(_ configuration: CLIPTextConfiguration, _ scope: ParameterScope<Backend>) throws(EncoderError) {
        try configuration.validate()
        self.configuration = configuration
        let sizes = configuration.transformer
        tokenEmbedding = try scope.tensor("tokenEmbedding", configuration.vocabulary, sizes.width)
        positionEmbedding = try scope.tensor("positionEmbedding", configuration.positions, sizes.width)
        layers = try scope.transformerLayers(sizes, order: .before)
        outputNorm = try scope.layerNorm("outputNorm", width: sizes.width, epsilon: sizes.layerNormEpsilon)
    }

    /// A padded batch of token ids to [B, D]. Padding follows the end of the text, where a causal mask
    /// keeps it from being seen.
    func callAsFunction(_ texts: TokenBatch, on backend: Backend) -> Backend.Tensor {
        var x = backend.lookUp(texts.ids, in: tokenEmbedding, batch: texts.count)
        x = backend.add(x, perSequence: positionEmbedding)
        for layer in layers.dropLast() {
            x = layer(x, mask: .causal, on: backend)
        }
        let ends = texts.positions(of: configuration.endOfText)
        let last = layers[layers.count - 1](x, at: ends, mask: .causal, on: backend)
        return backend.layerNorm(last, outputNorm)
    }
}
