/// How one encoder of a library names its tensors, under a prefix of ours and one of the file's.
public struct Tower: Sendable {
    private let place: String
    private var prefix = ""
    private let rules: [NamingRule]
    private let ignored: [String]

    private init(place: String, _ rules: [NamingRule], ignored: [String]) {
        self.place = place
        self.rules = rules
        self.ignored = ignored
    }

    /// The same tower whose stored names all begin with a prefix.
    public func stored(under prefix: String) -> Tower {
        var copy = self
        copy.prefix = prefix
        return copy
    }

    var prefixedRules: [NamingRule] {
        rules.map { rule in
            let stored = rule.stored.map { prefix + $0 }
            return rule.layout == .stacked
                ? NamingRule(place + rule.pattern, stacking: stored)
                : NamingRule(place + rule.pattern, stored[0], rule.layout)
        }
    }

    var prefixedIgnored: [String] { ignored.map { prefix + $0 } }

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

    /// `VisionTransformer` of timm, without its classifier.
    public static let timmVisionTransformer = Tower(
        place: "image.",
        [
            NamingRule("patchEmbedding.weight", "patch_embed.proj.weight", .flattened),
            NamingRule("patchEmbedding.bias", "patch_embed.proj.bias"),
            NamingRule("classEmbedding", "cls_token"),
            NamingRule("positionEmbedding", "pos_embed"),
            NamingRule("layers.#.norm#.*", "blocks.#.norm#.*"),
            NamingRule("layers.#.attention.queryKeyValue.*", "blocks.#.attn.qkv.*"),
            NamingRule("layers.#.attention.output.*", "blocks.#.attn.proj.*"),
            NamingRule("layers.#.perceptron.hidden.*", "blocks.#.mlp.fc1.*"),
            NamingRule("layers.#.perceptron.output.*", "blocks.#.mlp.fc2.*"),
            NamingRule("outputNorm.*", "norm.*"),
        ],
        ignored: ["head.*"]
    )

    /// `ResNet` of torchvision, without its classifier.
    public static let torchvisionResNet = Tower(
        place: "image.",
        [NamingRule("stem.weight", "conv1.weight")] + batchNorm("stem.norm", "bn1")
            + [NamingRule("stage#.#.convolution#.weight", "layer#.#.conv#.weight")]
            + batchNorm("stage#.#.convolution#.norm", "layer#.#.bn#")
            + [NamingRule("stage#.#.shortcut.weight", "layer#.#.downsample.0.weight")]
            + batchNorm("stage#.#.shortcut.norm", "layer#.#.downsample.1"),
        ignored: [
            "fc.*", "bn1.num_batches_tracked", "layer#.#.bn#.num_batches_tracked",
            "layer#.#.downsample.1.num_batches_tracked",
        ]
    )

    private static func batchNorm(_ ours: String, _ stored: String) -> [NamingRule] {
        [
            NamingRule("\(ours).weight", "\(stored).weight"),
            NamingRule("\(ours).bias", "\(stored).bias"),
            NamingRule("\(ours).mean", "\(stored).running_mean"),
            NamingRule("\(ours).variance", "\(stored).running_var"),
        ]
    }

    /// `BertModel` of Hugging Face transformers, without its pooler.
    public static let huggingFaceBERT = Tower(
        place: "text.",
        [
            NamingRule("tokenEmbedding", "embeddings.word_embeddings.weight"),
            NamingRule("positionEmbedding", "embeddings.position_embeddings.weight"),
            NamingRule("tokenTypeEmbedding", "embeddings.token_type_embeddings.weight"),
            NamingRule("inputNorm.*", "embeddings.LayerNorm.*"),
            NamingRule(
                "layers.#.attention.queryKeyValue.*",
                stacking: ["query", "key", "value"].map { "encoder.layer.#.attention.self.\($0).*" }
            ),
            NamingRule("layers.#.attention.output.*", "encoder.layer.#.attention.output.dense.*"),
            NamingRule("layers.#.norm1.*", "encoder.layer.#.attention.output.LayerNorm.*"),
            NamingRule("layers.#.perceptron.hidden.*", "encoder.layer.#.intermediate.dense.*"),
            NamingRule("layers.#.perceptron.output.*", "encoder.layer.#.output.dense.*"),
            NamingRule("layers.#.norm2.*", "encoder.layer.#.output.LayerNorm.*"),
        ],
        ignored: ["pooler.dense.*", "embeddings.position_ids"]
    )
}
