import Checkpoints
import Encoders
import Radiographs
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
        let filters = try weights.shape("visual.patch_embed.proj.weight", rank: 4, family: name)
        let (resolution, patch) = try sizes.resolution(
            filters: "visual.patch_embed.proj.weight",
            positions: "visual.pos_embed"
        )
        let blocks = CLIPSizes.Layers(
            each: "visual.blocks.#.norm1.weight",
            hidden: "visual.blocks.#.mlp.fc1.weight"
        )
        var image = try sizes.transformer(width: filters[0], blocks, activation: .gelu, epsilon: 1e-6)
        // SLIP's small transformer has twice as many heads as its width would say.
        if filters[0] == 384 { image.heads = 12 }
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
            naming: .slip,
            encoders: DualEncoderConfiguration(
                image: .visionTransformer(
                    VisionTransformerConfiguration(
                        resolution: resolution,
                        patchSize: patch,
                        transformer: image,
                        normalizesInput: false,
                        patchBias: true
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
            preprocessing: .slip(resolution: resolution)
        )
    }
}
