import Checkpoints
import Encoders
import Radiographs
import Tensors

/// MedCLIP with Bio_ClinicalBERT and a Swin-Tiny or a ResNet-50 (RyanWangZf/MedCLIP, `pytorch_model.bin`).
struct MedCLIPFamily: ModelFamily {
    let name = "medclip"
    let summary = "MedCLIP Swin-Tiny and ResNet-50 (.bin)"
    let marker = "text_model.projection_head.weight"

    private static let image = "vision_model.model."
    private static let text = "text_model.model."

    private func isSwin(_ weights: FamilyWeights) -> Bool {
        weights.has("\(Self.image)embeddings.patch_embeddings.projection.weight")
    }

    func evidence(in weights: FamilyWeights) -> String? {
        isSwin(weights) || weights.has("\(Self.image)fc.weight")
            ? "it has 'vision_model.model', 'text_model.model' and 'text_model.projection_head'" : nil
    }

    func plan(_ weights: FamilyWeights, _ options: ImportOptions) throws(ImportError) -> ImportPlan {
        let isSwin = isSwin(weights)
        let sizes = ImageSizes(weights: weights, family: name, place: Self.image)
        let resolution = PreprocessingProfile.medclip.inputSize
        let names = BERTSizes(weights: weights, family: name, place: Self.text)
        var text = try names.text(pooling: .average)
        text.pooledLayers = [1, 2, text.transformer.layers]
        return ImportPlan(
            naming: Self.scheme(isSwin: isSwin),
            encoders: DualEncoderConfiguration(
                image: isSwin
                    ? .swin(try sizes.swin(.huggingFace, resolution: resolution, pooling: .average))
                    : .resNet(try sizes.residualNetwork(resolution: resolution)),
                text: .bert(text),
                projection: ProjectionConfiguration(
                    dimensions: try weights.shape("text_model.projection_head.weight", rank: 2, family: name)[
                        0
                    ],
                    bias: false
                )
            ),
            tokenizer: try options.wordPiece(
                "the vocab.txt of Bio_ClinicalBERT",
                atMost: 77,
                text,
                family: name
            ),
            preprocessing: .medclip,
            notes: [
                options.clinicalBERTNote,
                "A text is embedded without padding. MedCLIP's own mean counts padding, so that a text's embedding depends there "
                    + "on the longest text of its batch.",
            ]
        )
    }

    private static func scheme(isSwin: Bool) -> NamingScheme {
        let tower = isSwin ? Tower.huggingFaceSwin : .torchvisionResNet
        return NamingScheme(
            [tower.stored(under: image), .huggingFaceBERT.stored(under: text)],
            rules: [
                NamingRule(
                    "imageProjection.*",
                    isSwin ? "vision_model.projection_head.*" : "\(image)fc.*"
                ),
                NamingRule("textProjection.*", "text_model.projection_head.*"),
                NamingRule("logitScale", "logit_scale"),
            ]
        )
    }
}
