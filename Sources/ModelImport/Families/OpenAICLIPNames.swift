import Checkpoints
import Encoders
import Radiographs
import Reports
import Tensors

/// The sizes that CLIP's tensors show under openai/CLIP's names.
struct OpenAICLIPNames {
    let weights: FamilyWeights
    let family: String
    /// What the names of the text encoder begin with.
    let text: String

    private static let layers = "transformer.resblocks.#."

    private static func layers(_ place: String) -> CLIPSizes.Layers {
        CLIPSizes.Layers(each: "\(place)\(layers)ln_1.weight", hidden: "\(place)\(layers)mlp.c_fc.weight")
    }

    private var sizes: CLIPSizes { CLIPSizes(weights: weights, family: family) }

    func image(activation: Activation) throws(ImportError) -> VisionTransformerConfiguration {
        let filters = try weights.shape("visual.conv1.weight", rank: 4, family: family)
        let (resolution, patch) = try sizes.resolution(
            filters: "visual.conv1.weight",
            positions: "visual.positional_embedding"
        )
        return VisionTransformerConfiguration(
            resolution: resolution,
            patchSize: patch,
            transformer: try sizes.transformer(
                width: filters[0],
                Self.layers("visual."),
                activation: activation,
                epsilon: 1e-5
            ),
            normalizesInput: true,
            patchBias: false
        )
    }

    func textEncoder(activation: Activation) throws(ImportError) -> TextEncoderConfiguration {
        try sizes.text(
            tokens: "\(text)token_embedding.weight",
            positions: "\(text)positional_embedding",
            Self.layers(text),
            activation: activation
        )
    }

    /// What a package says of a model with these names.
    ///
    /// - Parameter ignored: Tensors beside CLIP's that answers do not need.
    func plan(
        _ image: VisionTransformerConfiguration,
        _ text: TextEncoderConfiguration,
        _ options: ImportOptions,
        ignored: [String] = [],
        cleaning: CLIPCleaning,
        preprocessing: PreprocessingProfile,
        notes: [String] = []
    ) throws(ImportError) -> ImportPlan {
        ImportPlan(
            naming: scheme(ignored: ignored),
            encoders: DualEncoderConfiguration(
                image: .visionTransformer(image),
                text: text,
                projection: ProjectionConfiguration(
                    dimensions: try weights.shape("\(self.text)text_projection", rank: 2, family: family)[1],
                    bias: false
                )
            ),
            tokenizer: .clip(
                merges: try options.requireTokenizer(
                    "CLIP's merges (bpe_simple_vocab_16e6.txt, unpacked)",
                    family: family
                ),
                maximumTokens: text.positions,
                cleaning: cleaning
            ),
            preprocessing: preprocessing,
            notes: notes
        )
    }

    private func scheme(ignored: [String]) -> NamingScheme {
        NamingScheme(
            [.openAICLIPVision, .openAICLIPText.stored(under: text)],
            rules: [
                NamingRule("imageProjection.weight", "visual.proj", .transposed),
                NamingRule("textProjection.weight", "\(text)text_projection", .transposed),
                NamingRule("logitScale", "logit_scale"),
            ],
            ignored: ignored
        )
    }
}
