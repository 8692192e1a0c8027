import Checkpoints
import Encoders
import Radiographs
import Tensors

/// open_clip's `CustomTextCLIP` with timm's vision transformer and a BERT of Hugging Face, of which BiomedCLIP is one.
///
/// open_clip repairs garbled text before such a tokenizer too (`HFTokenizer` of open_clip 3.3.0).
struct BiomedCLIPFamily: ModelFamily {
    let name = "biomedclip"
    let summary = "BiomedCLIP and other open_clip models of a timm ViT and a BERT (.bin, .safetensors)"
    let marker = "visual.trunk.cls_token"

    private static let image = "visual.trunk."
    private static let text = "text.transformer."

    func evidence(in weights: FamilyWeights) -> String? {
        weights.has("\(Self.text)embeddings.word_embeddings.weight")
            ? "it has 'visual.trunk' and a BERT under 'text.transformer'" : nil
    }

    func plan(_ weights: FamilyWeights, _ options: ImportOptions) throws(ImportError) -> ImportPlan {
        let settings = try OpenCLIPSettings.read(beside: weights.path, family: name)
        if let pool = settings.model.vision.timmPool, !["", "token"].contains(pool) {
            throw .needs(
                family: name,
                what: "an image encoder pooled at its class token",
                remedy: "open_clip_config.json says timm_pool '\(pool.prefix(40))', which cannot be imported."
            )
        }
        let image = try ImageSizes(weights: weights, family: name, place: Self.image).timmVisionTransformer()
        let text = try BERTSizes(weights: weights, family: name, place: Self.text).text(
            pooling: try pooling(settings)
        )
        let projection = try projections(weights)
        return ImportPlan(
            naming: Self.scheme(hasTextPerceptron: projection.text?.hidden != nil),
            encoders: DualEncoderConfiguration(
                image: .visionTransformer(image),
                text: .bert(text),
                projection: projection.image,
                textProjection: projection.text
            ),
            tokenizer: try options.wordPiece(
                "the vocab.txt of its BERT",
                atMost: settings.model.text.contextLength ?? 256,
                text,
                family: name,
                repairsText: true
            ),
            preprocessing: try settings.preprocessing(resolution: image.resolution, family: name)
        )
    }

    private func pooling(_ settings: OpenCLIPSettings) throws(ImportError) -> BERTConfiguration.Pooling {
        // open_clip's own default is the mean.
        switch settings.model.text.pooler ?? "mean_pooler" {
        case "cls_pooler", "cls_last_hidden_state_pooler": return .firstToken
        case "mean_pooler": return .average
        case let other:
            throw .needs(
                family: name,
                what: "a text pooler that is known here",
                remedy: "open_clip_config.json says '\(other.prefix(40))'."
            )
        }
    }

    private func projections(
        _ weights: FamilyWeights
    ) throws(ImportError) -> (image: ProjectionConfiguration, text: ProjectionConfiguration?) {
        let image = ProjectionConfiguration(
            dimensions: try weights.shape("visual.head.proj.weight", rank: 2, family: name)[0],
            bias: weights.has("visual.head.proj.bias")
        )
        guard weights.has("text.proj.0.weight") else {
            let dimensions = try weights.shape("text.proj.weight", rank: 2, family: name)[0]
            return (
                image, ProjectionConfiguration(dimensions: dimensions, bias: weights.has("text.proj.bias"))
            )
        }
        let text = ProjectionConfiguration(
            dimensions: try weights.shape("text.proj.2.weight", rank: 2, family: name)[0],
            bias: weights.has("text.proj.2.bias"),
            hidden: ProjectionConfiguration.Hidden(
                width: try weights.shape("text.proj.0.weight", rank: 2, family: name)[0],
                bias: weights.has("text.proj.0.bias"),
                activation: .gelu
            )
        )
        return (image, text)
    }

    private static func scheme(hasTextPerceptron: Bool) -> NamingScheme {
        let text =
            hasTextPerceptron
            ? [
                NamingRule("textProjection.hidden.*", "text.proj.0.*"),
                NamingRule("textProjection.*", "text.proj.2.*"),
            ] : [NamingRule("textProjection.*", "text.proj.*")]
        return NamingScheme(
            [.timmVisionTransformer.stored(under: image), .huggingFaceBERT.stored(under: Self.text)],
            rules: [
                NamingRule("imageProjection.*", "visual.head.proj.*"),
                NamingRule("logitScale", "logit_scale"),
            ] + text
        )
    }
}
