import Checkpoints
import Encoders
import Tensors

/// The sizes of a BERT of Hugging Face transformers, read off its tensors' shapes.
struct BERTSizes {
    let weights: FamilyWeights
    let family: String
    /// What the names of the encoder begin with.
    let place: String
    // BERT's heads are 64 wide in all published sizes.
    private static let headWidth = 64

    func text(
        pooling: BERTConfiguration.Pooling,
        pooledLayers: [Int]? = nil
    ) throws(ImportError) -> BERTConfiguration {
        let tokens = try weights.shape("\(place)embeddings.word_embeddings.weight", rank: 2, family: family)
        let positions = try weights.shape(
            "\(place)embeddings.position_embeddings.weight",
            rank: 2,
            family: family
        )
        let hidden = try weights.shape(
            "\(place)encoder.layer.0.intermediate.dense.weight",
            rank: 2,
            family: family
        )
        return BERTConfiguration(
            vocabulary: tokens[0],
            positions: positions[0],
            transformer: TransformerSizes(
                width: tokens[1],
                layers: weights.count("\(place)encoder.layer.#.intermediate.dense.weight"),
                heads: max(tokens[1] / Self.headWidth, 1),
                hiddenWidth: hidden[0],
                activation: .gelu,
                layerNormEpsilon: 1e-12
            ),
            pooling: pooling,
            pooledLayers: pooledLayers
        )
    }
}

extension ImportOptions {
    /// WordPiece with the vocabulary that the options name.
    func wordPiece(
        _ what: String,
        atMost maximum: Int,
        _ text: BERTConfiguration,
        family: String,
        repairsText: Bool = false
    ) throws(ImportError) -> ModelDescription.TokenizerDescription {
        .wordPiece(
            vocabulary: try requireTokenizer(what, family: family),
            lowercases: !keepsCase,
            maximumTokens: min(text.positions, maximum),
            repairsText: repairsText
        )
    }

    /// What a reader should know of Bio_ClinicalBERT's tokenizer.
    var clinicalBERTNote: String {
        keepsCase
            ? "Texts keep their case."
            : "Texts are lower-cased: Bio_ClinicalBERT's vocabulary is cased, but its tokenizer lowered the case by default "
                + "when the model was trained. --cased keeps it."
    }
}
