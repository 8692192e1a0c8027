import Checkpoints
import Encoders
import Radiographs
import Tensors

/// OpenAI's CLIP with a vision transformer: the published TorchScript archives, and state dictionaries of the same names.
///
/// Sizes follow from the tensors' shapes, as in `clip.model.build_model` of openai/CLIP.
struct OpenAICLIPFamily: ModelFamily {
    let name = "openai-clip"
    let summary = "OpenAI CLIP ViT (.pt)"
    let marker = "visual.class_embedding"

    private static let layers = "transformer.resblocks.#."

    func evidence(in weights: FamilyWeights) -> String? {
        let hasBoth =
            weights.has("text_projection") && weights.has("visual.proj") && weights.has("ln_final.weight")
        return hasBoth ? "it has 'visual.class_embedding', 'visual.proj' and 'text_projection'" : nil
    }

    func plan(_ weights: FamilyWeights, _ options: ImportOptions) throws(ImportError) -> ImportPlan {
        // OpenAI's archives say their resolution; without it the same names may be CheXzero's, which wants other pixels.
        guard options.family == name || weights.has("input_resolution") else {
            throw .ambiguous(file: weights.path, families: [name, "chexzero"])
        }
        let sizes = CLIPSizes(weights: weights, family: name)
        let filters = try weights.shape("visual.conv1.weight", rank: 4, family: name)
        let (resolution, patch) = try sizes.resolution(
            filters: "visual.conv1.weight",
            positions: "visual.positional_embedding"
        )
        let layers = { (place: String) in
            CLIPSizes.Layers(
                each: "\(place)\(Self.layers)ln_1.weight",
                hidden: "\(place)\(Self.layers)mlp.c_fc.weight"
            )
        }
        let text = try sizes.text(
            tokens: "token_embedding.weight",
            positions: "positional_embedding",
            layers(""),
            activation: .quickGELU
        )
        return ImportPlan(
            naming: .openAICLIP,
            encoders: DualEncoderConfiguration(
                image: .visionTransformer(
                    VisionTransformerConfiguration(
                        resolution: resolution,
                        patchSize: patch,
                        transformer: try sizes.transformer(
                            width: filters[0],
                            layers("visual."),
                            activation: .quickGELU,
                            epsilon: 1e-5
                        ),
                        normalizesInput: true,
                        patchBias: false
                    )
                ),
                text: text,
                projection: ProjectionConfiguration(
                    dimensions: try weights.shape("text_projection", rank: 2, family: name)[1],
                    bias: false
                )
            ),
            tokenizer: .clip(
                merges: try options.requireTokenizer(
                    "CLIP's merges (bpe_simple_vocab_16e6.txt, unpacked)",
                    family: name
                ),
                maximumTokens: text.positions
            ),
            preprocessing: .clip(resolution: resolution)
        )
    }
}
