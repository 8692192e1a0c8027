import Tensors

/// The sizes of a BERT text encoder (Devlin et al. 2019).
public struct BERTConfiguration: Codable, Sendable, Equatable {
    /// What stands for the text.
    public enum Pooling: String, Codable, Sendable {
        /// The first token, [CLS].
        case firstToken
        /// The last token that is not padding, [SEP] (CXR-CLIP).
        case lastToken
        /// The mean over all tokens, special ones included.
        case average
    }

    /// Number of token ids.
    public var vocabulary: Int
    /// Number of positions, which bounds the tokens of a text.
    public var positions: Int
    /// Sizes of the layers.
    public var transformer: TransformerSizes
    /// What stands for the text.
    public var pooling: Pooling
    /// The layers whose pooled answers are averaged, counted from 1 (MedCLIP: 1, 2 and 12); nil for the last alone.
    public var pooledLayers: [Int]?

    /// Groups the sizes; they are checked when an encoder is built.
    public init(
        vocabulary: Int,
        positions: Int,
        transformer: TransformerSizes,
        pooling: Pooling,
        pooledLayers: [Int]? = nil
    ) {
        self.vocabulary = vocabulary
        self.positions = positions
        self.transformer = transformer
        self.pooling = pooling
        self.pooledLayers = pooledLayers
    }

    /// Kinds of segment in BERT's pre-training; encoding one text uses the first.
    static let tokenTypes = 2

    func validate() throws(EncoderError) {
        try requireRange(vocabulary, 1...1_000_000, "text.vocabulary")
        try requireRange(positions, 1...8_192, "text.positions")
        try transformer.validate(field: "text.transformer")
        guard let pooledLayers else { return }
        try requireRange(pooledLayers.count, 1...transformer.layers, "the number of text.pooledLayers")
        for layer in pooledLayers { try requireRange(layer, 1...transformer.layers, "text.pooledLayers") }
    }
}

/// A BERT encoder whose answer is pooled from its hidden states.
struct BERT<Backend: TensorBackend>: Sendable {
    let configuration: BERTConfiguration
    let tokenEmbedding: Backend.Tensor
    let positionEmbedding: Backend.Tensor
    let tokenTypeEmbedding: Backend.Tensor
    let inputNorm: Backend.LayerNormWeights
    let layers: [TransformerLayer<Backend>]

    init(_ configuration: BERTConfiguration, _ scope: ParameterScope<Backend>) throws(EncoderError) {
        try configuration.validate()
        self.configuration = configuration
        let sizes = configuration.transformer
        tokenEmbedding = try scope.tensor("tokenEmbedding", configuration.vocabulary, sizes.width)
        positionEmbedding = try scope.tensor("positionEmbedding", configuration.positions, sizes.width)
        tokenTypeEmbedding = try scope.tensor("tokenTypeEmbedding", BERTConfiguration.tokenTypes, sizes.width)
        inputNorm = try scope.layerNorm("inputNorm", width: sizes.width, epsilon: sizes.layerNormEpsilon)
        layers = try scope.transformerLayers(sizes, order: .after)
    }

    /// A padded batch of token ids to [B, D].
    func callAsFunction(_ texts: TokenBatch, on backend: Backend) -> Backend.Tensor {
        let segments = backend.lookUp(
            [Int32](repeating: 0, count: texts.width),
            in: tokenTypeEmbedding,
            batch: 1
        )
        var x = backend.lookUp(texts.ids, in: tokenEmbedding, batch: texts.count)
        x = backend.add(x, perSequence: positionEmbedding)
        x = backend.layerNorm(backend.add(x, perSequence: segments), inputNorm)
        let pooled = configuration.pooledLayers ?? [layers.count]
        var answers: [Backend.Tensor] = []
        for (index, layer) in layers.enumerated() {
            let isPooled = pooled.contains(index + 1)
            if index == layers.count - 1, isPooled, let tokens = pooledTokens(texts) {
                answers.append(layer(x, at: tokens, mask: texts.mask, on: backend))
                break
            }
            x = layer(x, mask: texts.mask, on: backend)
            if isPooled { answers.append(pool(x, texts, on: backend)) }
        }
        return answers.count == 1 ? answers[0] : backend.average(answers)
    }

    /// The token that stands for each text; nil where all do.
    private func pooledTokens(_ texts: TokenBatch) -> [Int]? {
        switch configuration.pooling {
        case .firstToken: [Int](repeating: 0, count: texts.count)
        case .lastToken: texts.lengths.map { $0 - 1 }
        case .average: nil
        }
    }

    private func pool(_ x: Backend.Tensor, _ texts: TokenBatch, on backend: Backend) -> Backend.Tensor {
        if let tokens = pooledTokens(texts) { return backend.tokens(x, at: tokens) }
        return backend.averageTokens(x, lengths: texts.lengths)
    }
}
