import Checkpoints
import Encoders
import Radiographs
import Tensors

/// CXR-CLIP with a ResNet-50 and Bio_ClinicalBERT (Soombit-ai/cxr-clip, `r50_*.tar`).
struct CXRCLIPFamily: ModelFamily {
    let name = "cxr-clip"
    let summary = "CXR-CLIP ResNet-50 (.tar)"
    let marker = "image_encoder.resnet.conv1.weight"

    private static let text = "text_encoder.text_encoder."
    // BERT's heads are 64 wide in all published sizes.
    private static let headWidth = 64

    func evidence(in weights: FamilyWeights) -> String? {
        let hasBoth =
            weights.has("text_projection.projection.weight")
            && weights.has("image_projection.projection.weight")
        return hasBoth
            ? "it has 'image_encoder.resnet', 'text_encoder.text_encoder' and two projections" : nil
    }

    func plan(_ weights: FamilyWeights, _ options: ImportOptions) throws(ImportError) -> ImportPlan {
        let tokens = try weights.shape("\(Self.text)embeddings.word_embeddings.weight", rank: 2, family: name)
        let positions = try weights.shape(
            "\(Self.text)embeddings.position_embeddings.weight",
            rank: 2,
            family: name
        )
        let hidden = try weights.shape(
            "\(Self.text)encoder.layer.0.intermediate.dense.weight",
            rank: 2,
            family: name
        )
        return ImportPlan(
            naming: .cxrCLIPResNet,
            encoders: DualEncoderConfiguration(
                image: .resNet(try residualNetwork(weights)),
                text: .bert(
                    BERTConfiguration(
                        vocabulary: tokens[0],
                        positions: positions[0],
                        transformer: TransformerSizes(
                            width: tokens[1],
                            layers: weights.count("\(Self.text)encoder.layer.#.intermediate.dense.weight"),
                            heads: max(tokens[1] / Self.headWidth, 1),
                            hiddenWidth: hidden[0],
                            activation: .gelu,
                            layerNormEpsilon: 1e-12
                        ),
                        pooling: .lastToken
                    )
                ),
                projection: ProjectionConfiguration(
                    dimensions: try weights.shape("text_projection.projection.weight", rank: 2, family: name)[
                        0
                    ],
                    bias: true
                )
            ),
            tokenizer: .wordPiece(
                vocabulary: try options.requireTokenizer("the vocab.txt of Bio_ClinicalBERT", family: name),
                lowercases: true,
                maximumTokens: min(positions[0], 256)
            ),
            preprocessing: .cxrClipResNet,
            notes: [
                "Texts are lower-cased: Bio_ClinicalBERT's vocabulary is cased, but its tokenizer lowered the case when "
                    + "CXR-CLIP was trained."
            ]
        )
    }

    private func residualNetwork(_ weights: FamilyWeights) throws(ImportError) -> ResNetConfiguration {
        let network = "image_encoder.resnet."
        var (depths, widths): ([Int], [Int]) = ([], [])
        while weights.has("\(network)layer\(depths.count + 1).0.conv1.weight") {
            let stage = "\(network)layer\(depths.count + 1)."
            widths.append(try weights.shape("\(stage)0.conv1.weight", rank: 4, family: name)[0])
            depths.append(weights.count("\(stage)#.conv1.weight"))
        }
        return ResNetConfiguration(
            resolution: PreprocessingProfile.cxrClipResNet.geometry.centerCrop,
            block: weights.has("\(network)layer1.0.conv3.weight") ? .bottleneck : .basic,
            stemWidth: try weights.shape("\(network)conv1.weight", rank: 4, family: name)[0],
            depths: depths,
            widths: widths
        )
    }
}
