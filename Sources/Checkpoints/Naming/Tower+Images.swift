extension Tower {
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

    /// `SwinModel` of Hugging Face transformers; its pooler has no weights.
    public static let huggingFaceSwin = Tower(
        place: "image.",
        [
            NamingRule(
                "patchEmbedding.weight",
                "embeddings.patch_embeddings.projection.weight",
                .flattened
            ),
            NamingRule("patchEmbedding.bias", "embeddings.patch_embeddings.projection.bias"),
            NamingRule("inputNorm.*", "embeddings.norm.*"),
            NamingRule("stages.#.layers.#.norm1.*", "encoder.layers.#.blocks.#.layernorm_before.*"),
            NamingRule(
                "stages.#.layers.#.attention.queryKeyValue.*",
                stacking: ["query", "key", "value"].map { "encoder.layers.#.blocks.#.attention.self.\($0).*" }
            ),
            NamingRule(
                "stages.#.layers.#.attention.positionBias",
                "encoder.layers.#.blocks.#.attention.self.relative_position_bias_table"
            ),
            NamingRule(
                "stages.#.layers.#.attention.output.*",
                "encoder.layers.#.blocks.#.attention.output.dense.*"
            ),
            NamingRule("stages.#.layers.#.norm2.*", "encoder.layers.#.blocks.#.layernorm_after.*"),
            NamingRule(
                "stages.#.layers.#.perceptron.hidden.*",
                "encoder.layers.#.blocks.#.intermediate.dense.*"
            ),
            NamingRule("stages.#.layers.#.perceptron.output.*", "encoder.layers.#.blocks.#.output.dense.*"),
            NamingRule("stages.#.merging.*.*", "encoder.layers.#.downsample.*.*"),
            NamingRule("outputNorm.*", "layernorm.*"),
        ],
        ignored: ["encoder.layers.#.blocks.#.attention.self.relative_position_index"]
    )

    /// `SwinTransformer` of timm or of Microsoft, without its classifier.
    ///
    /// - Parameter mergesFirst: Whether the merging of patches is the beginning of the later stage, as in timm from
    ///   version 0.9 on, and not the end of the earlier one.
    public static func timmSwin(mergesFirst: Bool) -> Tower {
        let block = "layers.#.blocks.#."
        let mergings = (0..<6).map { stage in
            NamingRule(
                "stages.\(stage).merging.*.*",
                "layers.\(mergesFirst ? stage + 1 : stage).downsample.*.*"
            )
        }
        return Tower(
            place: "image.",
            [
                NamingRule("patchEmbedding.weight", "patch_embed.proj.weight", .flattened),
                NamingRule("patchEmbedding.bias", "patch_embed.proj.bias"),
                NamingRule("inputNorm.*", "patch_embed.norm.*"),
                NamingRule("stages.#.layers.#.norm#.*", "\(block)norm#.*"),
                NamingRule("stages.#.layers.#.attention.queryKeyValue.*", "\(block)attn.qkv.*"),
                NamingRule(
                    "stages.#.layers.#.attention.positionBias",
                    "\(block)attn.relative_position_bias_table"
                ),
                NamingRule("stages.#.layers.#.attention.output.*", "\(block)attn.proj.*"),
                NamingRule("stages.#.layers.#.perceptron.hidden.*", "\(block)mlp.fc1.*"),
                NamingRule("stages.#.layers.#.perceptron.output.*", "\(block)mlp.fc2.*"),
                NamingRule("outputNorm.*", "norm.*"),
            ] + mergings,
            ignored: ["head.**", "\(block)attn.relative_position_index", "\(block)attn_mask"]
        )
    }

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
}
