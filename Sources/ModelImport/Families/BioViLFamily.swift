import Checkpoints
import Encoders
import Radiographs
import Tensors

/// The image encoder of BioViL or BioViL-T beside CXR-BERT (microsoft/hi-ml, `biovil*_image_*.pt` and the text encoder's file of
/// Hugging Face).
///
/// BioViL-T is imported for a radiograph without a previous one. Its transformer over time is then not run
/// (`MultiImageEncoder.forward` of hi-ml), and a learnt vector stands for what it would say.
struct BioViLFamily: ModelFamily {
    let name = "biovil"
    let summary = "BioViL and BioViL-T without a previous image (.pt), with CXR-BERT as --text-weights"
    let marker = "projector.model.0.weight"
    let textMarker: String? = "cls_projection_head.dense_to_hidden.weight"

    private static let network = "image.encoder.encoder."
    private static let text = "text.bert."

    func evidence(in weights: FamilyWeights) -> String? {
        guard weights.has("encoder.encoder.conv1.weight") else { return nil }
        return weights.has("encoder.missing_previous_emb")
            ? "it has 'encoder.missing_previous_emb' and a projector of the map, as BioViL-T"
            : "it has a projector of the map, as BioViL"
    }

    func plan(_ weights: FamilyWeights, _ options: ImportOptions) throws(ImportError) -> ImportPlan {
        let isTemporal = weights.has("image.encoder.missing_previous_emb")
        let preprocessing = isTemporal ? PreprocessingProfile.biovilT : .biovil
        let image = ImageSizes(weights: weights, family: name, place: Self.network)
        let text = try BERTSizes(weights: weights, family: name, place: Self.text).text(pooling: .firstToken)
        let projector = try MapProjector(weights: weights, family: name, isTemporal: isTemporal)
        return ImportPlan(
            naming: Self.scheme,
            encoders: DualEncoderConfiguration(
                image: .resNetByPosition(try image.residualNetwork(resolution: preprocessing.inputSize)),
                text: .bert(text),
                projection: try imageProjection(weights, projector),
                textProjection: try textProjection(weights)
            ),
            tokenizer: try options.wordPiece("the vocab.txt of CXR-BERT", atMost: 512, text, family: name),
            preprocessing: preprocessing,
            derived: projector.derived + [
                DerivedTensor(
                    name: "logitScale",
                    parameter: Parameter([0], extents: []),
                    origin: "is 0: no temperature is published"
                )
            ],
            notes: isTemporal ? ["Answers are those for a radiograph without a previous one."] : []
        )
    }

    private func imageProjection(
        _ weights: FamilyWeights,
        _ projector: MapProjector
    ) throws(ImportError) -> ProjectionConfiguration {
        ProjectionConfiguration(
            dimensions: try weights.shape("image.projector.model.3.weight", rank: 4, family: name)[0],
            bias: true,
            hidden: ProjectionConfiguration.Hidden(width: projector.width, bias: true, activation: .relu)
        )
    }

    private func textProjection(_ weights: FamilyWeights) throws(ImportError) -> ProjectionConfiguration {
        let place = "text.cls_projection_head"
        return ProjectionConfiguration(
            dimensions: try weights.shape("\(place).dense_to_output.weight", rank: 2, family: name)[0],
            bias: true,
            hidden: ProjectionConfiguration.Hidden(
                width: try weights.shape("\(place).dense_to_hidden.weight", rank: 2, family: name)[0],
                bias: true,
                activation: .gelu,
                layerNormEpsilon: 1e-12
            )
        )
    }

    private static let scheme = NamingScheme(
        [.torchvisionResNet.stored(under: network), .huggingFaceBERT.stored(under: text)],
        rules: [
            NamingRule("imageProjection.*", "image.projector.model.3.*"),
            NamingRule("textProjection.hidden.*", "text.cls_projection_head.dense_to_hidden.*"),
            NamingRule("textProjection.norm.*", "text.cls_projection_head.LayerNorm.*"),
            NamingRule("textProjection.*", "text.cls_projection_head.dense_to_output.*"),
        ],
        ignored: [
            "image.encoder.vit_pooler.**", "image.projector.model.1.num_batches_tracked", "text.cls.**",
        ]
    )
}
