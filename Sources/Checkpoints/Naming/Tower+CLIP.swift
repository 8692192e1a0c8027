extension Tower {
    /// `CLIPVisionModel` of Hugging Face transformers; the misspelt `pre_layrnorm` is the real name.
    public static let huggingFaceCLIPVision = Tower(
        place: "image.",
        [
            NamingRule("patchEmbedding.weight", "vision_model.embeddings.patch_embedding.weight", .flattened),
            NamingRule("classEmbedding", "vision_model.embeddings.class_embedding"),
            NamingRule("positionEmbedding", "vision_model.embeddings.position_embedding.weight"),
            NamingRule("inputNorm.*", "vision_model.pre_layrnorm.*"),
            NamingRule("outputNorm.*", "vision_model.post_layernorm.*"),
        ] + huggingFaceCLIPLayers(under: "vision_model."),
        ignored: ["vision_model.embeddings.position_ids"]
    )

    /// `CLIPTextModel` of Hugging Face transformers.
    public static let huggingFaceCLIPText = Tower(
        place: "text.",
        [
            NamingRule("tokenEmbedding", "text_model.embeddings.token_embedding.weight"),
            NamingRule("positionEmbedding", "text_model.embeddings.position_embedding.weight"),
            NamingRule("outputNorm.*", "text_model.final_layer_norm.*"),
        ] + huggingFaceCLIPLayers(under: "text_model."),
        ignored: ["text_model.embeddings.position_ids"]
    )

    private static func huggingFaceCLIPLayers(under model: String) -> [NamingRule] {
        let layer = "\(model)encoder.layers.#."
        return [
            NamingRule("layers.#.norm#.*", "\(layer)layer_norm#.*"),
            NamingRule(
                "layers.#.attention.queryKeyValue.*",
                stacking: ["q", "k", "v"].map { "\(layer)self_attn.\($0)_proj.*" }
            ),
            NamingRule("layers.#.attention.output.*", "\(layer)self_attn.out_proj.*"),
            NamingRule("layers.#.perceptron.hidden.*", "\(layer)mlp.fc1.*"),
            NamingRule("layers.#.perceptron.output.*", "\(layer)mlp.fc2.*"),
        ]
    }

    /// The vision transformer of openai/CLIP.
    public static let openAICLIPVision = Tower(
        place: "image.",
        [
            NamingRule("patchEmbedding.weight", "visual.conv1.weight", .flattened),
            NamingRule("classEmbedding", "visual.class_embedding"),
            NamingRule("positionEmbedding", "visual.positional_embedding"),
            NamingRule("inputNorm.*", "visual.ln_pre.*"),
            NamingRule("outputNorm.*", "visual.ln_post.*"),
        ] + openAICLIPLayers(under: "visual."),
        ignored: ["visual.transformer.resblocks.#.attn_mask"]
    )

    /// The text encoder of openai/CLIP.
    public static let openAICLIPText = Tower(
        place: "text.",
        [
            NamingRule("tokenEmbedding", "token_embedding.weight"),
            NamingRule("positionEmbedding", "positional_embedding"),
            NamingRule("outputNorm.*", "ln_final.*"),
        ] + openAICLIPLayers(under: ""),
        ignored: [
            "transformer.resblocks.#.attn_mask", "attn_mask", "input_resolution", "context_length",
            "vocab_size",
        ]
    )

    private static func openAICLIPLayers(under model: String) -> [NamingRule] {
        let layer = "\(model)transformer.resblocks.#."
        return [
            NamingRule("layers.#.norm#.*", "\(layer)ln_#.*"),
            NamingRule("layers.#.attention.queryKeyValue.*", "\(layer)attn.in_proj_*"),
            NamingRule("layers.#.attention.output.*", "\(layer)attn.out_proj.*"),
            NamingRule("layers.#.perceptron.hidden.*", "\(layer)mlp.c_fc.*"),
            NamingRule("layers.#.perceptron.output.*", "\(layer)mlp.c_proj.*"),
        ]
    }
}
