import Checkpoints
import Encoders
import Foundation
import Radiographs
import Tensors

/// Hugging Face `CLIPModel` (safetensors or .bin), with the `config.json` beside it: the activation and the end of a text
/// are settings that no tensor shows.
struct HuggingFaceCLIPFamily: ModelFamily {
    let name = "hugging-face-clip"
    let summary = "Hugging Face CLIPModel (.safetensors, .bin)"
    let marker = "vision_model.embeddings.class_embedding"

    func evidence(in weights: FamilyWeights) -> String? {
        let hasBoth = weights.has("text_projection.weight") && weights.has("visual_projection.weight")
        return hasBoth ? "it has 'vision_model', 'text_model' and two projections" : nil
    }

    /// The part of `config.json` that matters here.
    private struct Settings: Decodable {
        struct Tower: Decodable {
            var activation: String?
            var heads: Int?
            var epsilon: Float?
            var endOfText: Int?

            enum CodingKeys: String, CodingKey {
                case activation = "hidden_act"
                case heads = "num_attention_heads"
                case epsilon = "layer_norm_eps"
                case endOfText = "eos_token_id"
            }
        }

        var vision: Tower?
        var text: Tower?

        enum CodingKeys: String, CodingKey {
            case vision = "vision_config"
            case text = "text_config"
        }
    }

    private func settings(beside file: String) throws(ImportError) -> Settings {
        let path = URL(filePath: file).deletingLastPathComponent().appending(path: "config.json")
        guard let content = try? Data(contentsOf: path), content.count < 1 << 20,
            let settings = try? JSONDecoder().decode(Settings.self, from: content)
        else {
            throw .needs(
                family: name,
                what: "its config.json, which says the activation",
                remedy: "Put it into the folder of the weights."
            )
        }
        return settings
    }

    private func activation(_ tower: Settings.Tower?) throws(ImportError) -> Activation {
        // transformers leaves out what is its default.
        switch tower?.activation ?? "quick_gelu" {
        case "quick_gelu": return .quickGELU
        case "gelu": return .gelu
        case let other:
            throw .needs(
                family: name,
                what: "an activation that is known here, quick_gelu or gelu",
                remedy: "config.json says '\(other.prefix(40))'."
            )
        }
    }

    private func adjust(_ sizes: inout TransformerSizes, _ tower: Settings.Tower?) {
        if let heads = tower?.heads { sizes.heads = heads }
        if let epsilon = tower?.epsilon { sizes.layerNormEpsilon = epsilon }
    }

    func plan(_ weights: FamilyWeights, _ options: ImportOptions) throws(ImportError) -> ImportPlan {
        let settings = try settings(beside: weights.path)
        let sizes = CLIPSizes(weights: weights, family: name)
        let image = try image(weights, sizes, settings.vision)
        let text = try text(sizes, settings.text)
        return ImportPlan(
            naming: .huggingFaceCLIP,
            encoders: DualEncoderConfiguration(
                image: .visionTransformer(image),
                text: text,
                projection: ProjectionConfiguration(
                    dimensions: try weights.shape("text_projection.weight", rank: 2, family: name)[0],
                    bias: false
                )
            ),
            tokenizer: .clip(
                merges: try options.requireTokenizer("the merges.txt of its tokenizer", family: name),
                maximumTokens: text.positions
            ),
            preprocessing: .clip(resolution: image.resolution)
        )
    }

    private func layers(of model: String) -> CLIPSizes.Layers {
        CLIPSizes.Layers(
            each: "\(model).encoder.layers.#.layer_norm1.weight",
            hidden: "\(model).encoder.layers.#.mlp.fc1.weight"
        )
    }

    private func image(
        _ weights: FamilyWeights,
        _ sizes: CLIPSizes,
        _ settings: Settings.Tower?
    ) throws(ImportError) -> VisionTransformerConfiguration {
        let filters = "vision_model.embeddings.patch_embedding.weight"
        let (resolution, patch) = try sizes.resolution(
            filters: filters,
            positions: "vision_model.embeddings.position_embedding.weight"
        )
        var transformer = try sizes.transformer(
            width: try weights.shape(filters, rank: 4, family: name)[0],
            layers(of: "vision_model"),
            activation: activation(settings),
            epsilon: 1e-5
        )
        adjust(&transformer, settings)
        return VisionTransformerConfiguration(
            resolution: resolution,
            patchSize: patch,
            transformer: transformer,
            normalizesInput: true,
            patchBias: false
        )
    }

    private func text(
        _ sizes: CLIPSizes,
        _ settings: Settings.Tower?
    ) throws(ImportError) -> TextEncoderConfiguration {
        let text = try sizes.text(
            tokens: "text_model.embeddings.token_embedding.weight",
            positions: "text_model.embeddings.position_embedding.weight",
            layers(of: "text_model"),
            activation: activation(settings)
        )
        guard case .clip(var configuration) = text else { return text }
        adjust(&configuration.transformer, settings)
        // Old files say 2, which transformers takes as "the highest id" (issue 24650 of transformers).
        if let end = settings?.endOfText, end != 2 { configuration.endOfText = Int32(clamping: end) }
        return .clip(configuration)
    }
}
