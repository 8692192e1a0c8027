import Checkpoints
import Encoders
import Foundation
import Radiographs
import Randomness
import Tensors

/// An image encoder and a BERT that never saw each other, as a start for training: their projections are random.
struct BackboneFamily: ModelFamily {
    let name: String
    let summary: String
    let marker: String
    let textMarker: String? = "embeddings.word_embeddings.weight"
    private let kind: Kind

    private enum Kind {
        case timmVisionTransformer, timmSwin, huggingFaceSwin, torchvisionResNet
    }

    static let all = [
        BackboneFamily(
            name: "timm-vit",
            summary: "timm's vision transformer, with a BERT as --text-weights",
            marker: "patch_embed.proj.weight",
            kind: .timmVisionTransformer
        ),
        BackboneFamily(
            name: "timm-swin",
            summary: "timm's Swin transformer, with a BERT as --text-weights",
            marker: "layers.0.blocks.0.attn.relative_position_bias_table",
            kind: .timmSwin
        ),
        BackboneFamily(
            name: "hugging-face-swin",
            summary: "Hugging Face SwinModel, with a BERT as --text-weights",
            marker: "encoder.layers.0.blocks.0.attention.self.relative_position_bias_table",
            kind: .huggingFaceSwin
        ),
        BackboneFamily(
            name: "torchvision-resnet",
            summary: "torchvision's ResNet, with a BERT as --text-weights",
            marker: "layer4.0.conv1.weight",
            kind: .torchvisionResNet
        ),
    ]

    private init(name: String, summary: String, marker: String, kind: Kind) {
        self.name = name
        self.summary = summary
        self.marker = marker
        self.kind = kind
    }

    /// Width of the space that images and texts will share, as CXR-CLIP has it.
    private static let dimensions = 512
    private static let resolution = 224
    private static let place = "image."
    private static let text = "text."

    func evidence(in weights: FamilyWeights) -> String? {
        // Dual encoders hold such backbones too, under a name of their own and beside a scale or a projector.
        let isPart = (weights.outside + weights.names).contains {
            $0.contains("logit_scale") || $0.hasPrefix("projector.")
        }
        guard !isPart else { return nil }
        switch kind {
        case .timmVisionTransformer where !weights.has("cls_token"): return nil
        default: return "it has '\(marker)' and no text encoder"
        }
    }

    func plan(_ weights: FamilyWeights, _ options: ImportOptions) throws(ImportError) -> ImportPlan {
        let image = try image(weights)
        let text = try BERTSizes(weights: weights, family: name, place: Self.text).text(pooling: .firstToken)
        return ImportPlan(
            naming: NamingScheme([tower(weights), .huggingFaceBERT.stored(under: Self.text)]),
            encoders: DualEncoderConfiguration(
                image: image,
                text: .bert(text),
                projection: ProjectionConfiguration(dimensions: Self.dimensions, bias: false)
            ),
            tokenizer: try options.wordPiece("the vocab.txt of its BERT", atMost: 256, text, family: name),
            preprocessing: preprocessing(image),
            derived: [
                Self.random("imageProjection.weight", inputs: image.features),
                Self.random("textProjection.weight", inputs: text.transformer.width),
                DerivedTensor(
                    name: "logitScale",
                    parameter: Parameter([Float(log(1 / 0.07))], extents: []),
                    origin: "is ln(1/0.07), CLIP's start"
                ),
            ],
            notes: [
                "The projections are random: this package says nothing about any image until it has been trained."
            ]
        )
    }

    private func image(_ weights: FamilyWeights) throws(ImportError) -> ImageEncoderConfiguration {
        let sizes = ImageSizes(weights: weights, family: name, place: Self.place)
        switch kind {
        case .timmVisionTransformer: return .visionTransformer(try sizes.timmVisionTransformer())
        case .timmSwin: return .swin(try sizes.swin(.timm, resolution: Self.resolution, pooling: .average))
        case .huggingFaceSwin:
            return .swin(try sizes.swin(.huggingFace, resolution: Self.resolution, pooling: .average))
        case .torchvisionResNet: return .resNet(try sizes.residualNetwork(resolution: Self.resolution))
        }
    }

    /// Pixels as timm and CXR-CLIP prepare them for such encoders.
    private func preprocessing(_ image: ImageEncoderConfiguration) -> PreprocessingProfile {
        switch kind {
        case .timmVisionTransformer: .timm(resolution: image.resolution)
        case .timmSwin, .huggingFaceSwin: .cxrClipSwin
        case .torchvisionResNet: .cxrClipResNet
        }
    }

    private func tower(_ weights: FamilyWeights) -> Tower {
        let tower: Tower =
            switch kind {
            case .timmVisionTransformer: .timmVisionTransformer
            case .timmSwin:
                // From version 0.9 on timm merges at the beginning of a stage, and the first has nothing to merge.
                .timmSwin(mergesFirst: !weights.has("\(Self.place)layers.0.downsample.norm.weight"))
            case .huggingFaceSwin: .huggingFaceSwin
            case .torchvisionResNet: .torchvisionResNet
            }
        return tower.stored(under: Self.place)
    }

    private static func random(_ name: String, inputs: Int) -> DerivedTensor {
        var random = RandomStream(seed: 0, place: name.utf8.map(UInt64.init))
        let deviation = 1 / Double(inputs).squareRoot()
        let values = (0..<dimensions * inputs).map { _ in Float(random.normal() * deviation) }
        return DerivedTensor(
            name: name,
            parameter: Parameter(values, extents: [dimensions, inputs]),
            origin: "is random"
        )
    }
}
