import Checkpoints
import Encoders
import Radiographs
import Tensors

/// CXR-CLIP with Bio_ClinicalBERT and a ResNet-50 or a Swin-Tiny (Soombit-ai/cxr-clip, `r50_*.tar` and `swint_*.tar`).
struct CXRCLIPFamily: ModelFamily {
    let name = "cxr-clip"
    let summary = "CXR-CLIP ResNet-50 and Swin-Tiny (.tar)"
    let marker = "image_projection.projection.weight"

    private static let network = "image_encoder.resnet."
    private static let swin = "image_encoder.image_encoder."
    private static let text = "text_encoder.text_encoder."

    private func isSwin(_ weights: FamilyWeights) -> Bool {
        weights.has("\(Self.swin)embeddings.patch_embeddings.projection.weight")
    }

    func evidence(in weights: FamilyWeights) -> String? {
        guard weights.has("text_projection.projection.weight"),
            isSwin(weights) || weights.has("\(Self.network)conv1.weight")
        else { return nil }
        return "it has '\((isSwin(weights) ? Self.swin : Self.network).dropLast())', "
            + "'text_encoder.text_encoder' and two projections"
    }

    func plan(_ weights: FamilyWeights, _ options: ImportOptions) throws(ImportError) -> ImportPlan {
        let isSwin = isSwin(weights)
        let preprocessing = isSwin ? PreprocessingProfile.cxrClipSwin : .cxrClipResNet
        let resolution = preprocessing.inputSize
        let sizes = ImageSizes(
            weights: weights,
            family: name,
            place: isSwin ? Self.swin : Self.network
        )
        let text = try BERTSizes(weights: weights, family: name, place: Self.text).text(pooling: .lastToken)
        return ImportPlan(
            naming: isSwin ? Self.swinScheme : .cxrCLIPResNet,
            encoders: DualEncoderConfiguration(
                image: isSwin
                    ? .swin(try sizes.swin(.huggingFace, resolution: resolution, pooling: .firstToken))
                    : .resNet(try sizes.residualNetwork(resolution: resolution)),
                text: .bert(text),
                projection: ProjectionConfiguration(
                    dimensions: try weights.shape("text_projection.projection.weight", rank: 2, family: name)[
                        0
                    ],
                    bias: true
                )
            ),
            tokenizer: try options.wordPiece(
                "the vocab.txt of Bio_ClinicalBERT",
                atMost: 256,
                text,
                family: name
            ),
            preprocessing: preprocessing,
            notes: [options.clinicalBERTNote] + (isSwin ? [Self.poolingNote] : [])
        )
    }

    private static let poolingNote =
        "The image is pooled at the first token of the last map, as in the code that trained it; the paper says the mean."

    private static let swinScheme = NamingScheme(
        [.huggingFaceSwin.stored(under: swin), .huggingFaceBERT.stored(under: text)],
        rules: [
            NamingRule("imageProjection.*", "image_projection.projection.*"),
            NamingRule("textProjection.*", "text_projection.projection.*"),
            NamingRule("logitScale", "logit_scale"),
        ]
    )
}
