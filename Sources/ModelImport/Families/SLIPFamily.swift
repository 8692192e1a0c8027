import Checkpoints
import Encoders
import Radiographs
import Reports
import Tensors

/// SLIP and its CLIP baselines (facebookresearch/SLIP): timm's vision transformer beside CLIP's text encoder.
struct SLIPFamily: ModelFamily {
    let name = "slip"
    let summary = "SLIP and CLIP ViT of facebookresearch (.pt)"
    let marker = "visual.cls_token"

    func evidence(in weights: FamilyWeights) -> String? {
        let hasBoth = weights.has("image_projection") && weights.has("text_projection")
        return hasBoth ? "it has 'visual.cls_token', 'image_projection' and 'text_projection'" : nil
    }

    func plan(_ weights: FamilyWeights, _ options: ImportOptions) throws(ImportError) -> ImportPlan {
        let sizes = CLIPSizes(weights: weights, family: name)
        var image = try ImageSizes(weights: weights, family: name, place: "visual.").timmVisionTransformer()
        // SLIP's small transformer has twice as many heads as its width would say.
        if image.transformer.width == 384 { image.transformer.heads = 12 }
        let text = try sizes.text(
            tokens: "token_embedding.weight",
            positions: "positional_embedding",
            CLIPSizes.Layers(
                each: "transformer.resblocks.#.ln_1.weight",
                hidden: "transformer.resblocks.#.mlp.c_fc.weight"
            ),
            activation: .quickGELU
        )
        return ImportPlan(
            naming: Self.scheme,
            encoders: DualEncoderConfiguration(
                image: .visionTransformer(image),
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
                maximumTokens: text.positions,
                cleaning: .openAI
            ),
            preprocessing: .slip(resolution: image.resolution)
        )
    }

    /// The network of the self-supervised term stays behind.
    private static let scheme = NamingScheme(
        [.timmVisionTransformer.stored(under: "visual."), .openAICLIPText],
        rules: [
            NamingRule("imageProjection.weight", "image_projection", .transposed),
            NamingRule("textProjection.weight", "text_projection", .transposed),
            NamingRule("logitScale", "logit_scale"),
        ],
        ignored: ["image_mlp.*.*"]
    )
}
