import Encoders
import Tensors

/// The architectures of the fixtures, as their JSON files describe them.
enum ModelSizes {
    static let clip: [String: DualEncoderConfiguration] = [
        "clip": DualEncoderConfiguration(
            image: .visionTransformer(
                VisionTransformerConfiguration(
                    resolution: 16,
                    patchSize: 4,
                    transformer: sizes(width: 16, heads: 2, hidden: 32, .quickGELU, epsilon: 1e-5),
                    normalizesInput: true,
                    patchBias: false
                )
            ),
            text: .clip(
                CLIPTextConfiguration(
                    vocabulary: 64,
                    positions: 16,
                    transformer: sizes(width: 20, heads: 2, hidden: 24, .quickGELU, epsilon: 1e-5),
                    endOfText: 63
                )
            ),
            projection: ProjectionConfiguration(dimensions: 12, bias: false)
        ),
        "clip-gelu": DualEncoderConfiguration(
            image: .visionTransformer(
                VisionTransformerConfiguration(
                    resolution: 18,
                    patchSize: 6,
                    transformer: sizes(width: 24, heads: 3, hidden: 32, .gelu, epsilon: 1e-5),
                    normalizesInput: true,
                    patchBias: false
                )
            ),
            text: .clip(
                CLIPTextConfiguration(
                    vocabulary: 64,
                    positions: 16,
                    transformer: sizes(width: 16, heads: 4, hidden: 32, .gelu, epsilon: 1e-5),
                    endOfText: 50
                )
            ),
            projection: ProjectionConfiguration(dimensions: 12, bias: false)
        ),
    ]

    static let timm = ImageEncoderConfiguration.visionTransformer(
        VisionTransformerConfiguration(
            resolution: 20,
            patchSize: 5,
            transformer: sizes(width: 24, heads: 4, hidden: 48, .gelu, epsilon: 1e-6),
            normalizesInput: false,
            patchBias: true
        )
    )

    static let resNets: [String: ImageEncoderConfiguration] = [
        "resnet-basic": .resNet(
            ResNetConfiguration(
                resolution: 40,
                block: .basic,
                stemWidth: 4,
                depths: [1, 2, 1, 1],
                widths: [4, 6, 8, 10]
            )
        ),
        "resnet-bottleneck": .resNet(
            ResNetConfiguration(
                resolution: 33,
                block: .bottleneck,
                stemWidth: 8,
                depths: [1, 1, 2, 1],
                widths: [4, 4, 6, 6]
            )
        ),
    ]

    static func bert(pooling: BERTConfiguration.Pooling) -> TextEncoderConfiguration {
        .bert(
            BERTConfiguration(
                vocabulary: 50,
                positions: 24,
                transformer: sizes(width: 16, heads: 4, hidden: 24, .gelu, epsilon: 1e-12),
                pooling: pooling
            )
        )
    }

    static let cxrCLIP = DualEncoderConfiguration(
        image: .resNet(
            ResNetConfiguration(
                resolution: 24,
                block: .basic,
                stemWidth: 4,
                depths: [1, 1, 1, 1],
                widths: [4, 6, 8, 10]
            )
        ),
        text: .bert(
            BERTConfiguration(
                vocabulary: 40,
                positions: 16,
                transformer: sizes(width: 16, heads: 4, hidden: 32, .gelu, epsilon: 1e-12),
                pooling: .lastToken
            )
        ),
        projection: ProjectionConfiguration(dimensions: 12, bias: true)
    )

    /// OpenAI's ViT-B/16 image encoder.
    static let vitB16 = ImageEncoderConfiguration.visionTransformer(
        VisionTransformerConfiguration(
            resolution: 224,
            patchSize: 16,
            transformer: TransformerSizes(
                width: 768,
                layers: 12,
                heads: 12,
                hiddenWidth: 3_072,
                activation: .quickGELU,
                layerNormEpsilon: 1e-5
            ),
            normalizesInput: true,
            patchBias: false
        )
    )

    private static func sizes(
        width: Int,
        heads: Int,
        hidden: Int,
        _ activation: Activation,
        epsilon: Float
    ) -> TransformerSizes {
        TransformerSizes(
            width: width,
            layers: 2,
            heads: heads,
            hiddenWidth: hidden,
            activation: activation,
            layerNormEpsilon: epsilon
        )
    }
}
