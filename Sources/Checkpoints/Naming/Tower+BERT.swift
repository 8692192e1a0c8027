extension Tower {
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
