public import Tensors

/// The architecture of an image encoder with every size.
public enum ImageEncoderConfiguration: Sendable, Equatable {
    case visionTransformer(VisionTransformerConfiguration)
    case swin(SwinConfiguration)
    /// The mean over the last feature map is projected.
    case resNet(ResNetConfiguration)
    /// Every position of the last feature map is projected, and the mean of that is the embedding (BioViL: Boecking et al.
    /// 2022, §3.1).
    case resNetByPosition(ResNetConfiguration)

    /// Side of the square input in pixels.
    public var resolution: Int {
        switch self {
        case .visionTransformer(let configuration): configuration.resolution
        case .swin(let configuration): configuration.resolution
        case .resNet(let configuration), .resNetByPosition(let configuration): configuration.resolution
        }
    }

    /// Numbers in the encoder's answer, before any projection.
    public var features: Int {
        switch self {
        case .visionTransformer(let configuration): configuration.transformer.width
        case .swin(let configuration): configuration.features
        case .resNet(let configuration), .resNetByPosition(let configuration): configuration.features
        }
    }

    /// How many images gain from being encoded together, 1 to 8: as many as give a matrix product 256 rows, or a small
    /// network's layers something to do. More would take memory and keep the first ones waiting.
    public var imagesPerBatch: Int {
        let (rows, enough) =
            switch self {
            case .visionTransformer(let configuration): (configuration.patches + 1, 256)
            case .swin, .resNet, .resNetByPosition: (resolution * resolution / 16, 4_608)
            }
        return min(max(enough / rows, 1), 8)
    }

    /// The name of the architecture in a model description.
    public var architecture: String {
        switch self {
        case .visionTransformer: "vision-transformer"
        case .swin: "swin"
        case .resNet: "resnet"
        case .resNetByPosition: "resnet-by-position"
        }
    }
}

extension ImageEncoderConfiguration: Codable {
    private enum CodingKeys: String, CodingKey {
        case architecture
    }

    /// Reads the sizes that belong to the value of `architecture`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let architecture = try container.decode(String.self, forKey: .architecture)
        switch architecture {
        case "vision-transformer":
            self = .visionTransformer(try VisionTransformerConfiguration(from: decoder))
        case "swin":
            self = .swin(try SwinConfiguration(from: decoder))
        case "resnet":
            self = .resNet(try ResNetConfiguration(from: decoder))
        case "resnet-by-position":
            self = .resNetByPosition(try ResNetConfiguration(from: decoder))
        default:
            throw DecodingError.dataCorruptedError(
                forKey: .architecture,
                in: container,
                debugDescription:
                    "'\(architecture)' is not an image encoder; use vision-transformer, swin, resnet or "
                    + "resnet-by-position"
            )
        }
    }

    /// Writes the architecture's name beside its sizes.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(architecture, forKey: .architecture)
        switch self {
        case .visionTransformer(let configuration): try configuration.encode(to: encoder)
        case .swin(let configuration): try configuration.encode(to: encoder)
        case .resNet(let configuration), .resNetByPosition(let configuration):
            try configuration.encode(to: encoder)
        }
    }
}

/// An image encoder of any architecture, with its projection into the shared space where it has one.
public struct ImageEncoder<Backend: TensorBackend>: Sendable {
    private enum Tower: Sendable {
        case visionTransformer(VisionTransformer<Backend>)
        case swin(SwinTransformer<Backend>)
        case resNet(ResNet<Backend>)
    }

    /// The architecture and its sizes.
    public let configuration: ImageEncoderConfiguration
    private let tower: Tower
    private let projection: Projection<Backend>?

    /// Builds the encoder from the tensors `image.…` and `imageProjection.…` of a source.
    ///
    /// - Throws: ``EncoderError`` for sizes out of range and for missing or misshapen tensors.
    public init(
        _ configuration: ImageEncoderConfiguration,
        projection: ProjectionConfiguration?,
        from source: any ParameterSource,
        on backend: Backend
    ) throws(EncoderError) {
        self.configuration = configuration
        let scope = ParameterScope(backend: backend, source: source)
        switch configuration {
        case .visionTransformer(let sizes):
            tower = .visionTransformer(try VisionTransformer(sizes, scope["image"]))
        case .swin(let sizes):
            tower = .swin(try SwinTransformer(sizes, scope["image"]))
        case .resNet(let sizes), .resNetByPosition(let sizes):
            tower = .resNet(try ResNet(sizes, scope["image"]))
        }
        self.projection = try projection.map { projection throws(EncoderError) in
            try Projection(projection, inputs: configuration.features, scope["imageProjection"])
        }
    }

    /// Embeds `batch` images given as planar RGB numbers [B, 3, R, R]; the answer is [B, D], not normalised.
    ///
    /// - Throws: ``EncoderError/wrongPixelCount(expected:found:)``.
    public func embed(
        _ pixels: UnsafeBufferPointer<Float>,
        batch: Int,
        on backend: Backend
    ) throws(EncoderError) -> Backend.Tensor {
        let images = try images(pixels, batch: batch, on: backend)
        if case .resNetByPosition(let sizes) = configuration, case .resNet(let network) = tower,
            let projection
        {
            let positions = backend.patches(network.map(images, on: backend), size: 1)
            return backend.averageTokens(
                projection(positions, on: backend),
                lengths: [Int](repeating: sizes.mapSide * sizes.mapSide, count: batch)
            )
        }
        let features = features(of: images, batch: batch, on: backend)
        return projection?(features, on: backend) ?? features
    }

    /// The encoder's answer before the projection, [B, F].
    ///
    /// - Throws: ``EncoderError/wrongPixelCount(expected:found:)``.
    public func features(
        of pixels: UnsafeBufferPointer<Float>,
        batch: Int,
        on backend: Backend
    ) throws(EncoderError) -> Backend.Tensor {
        features(of: try images(pixels, batch: batch, on: backend), batch: batch, on: backend)
    }

    private func images(
        _ pixels: UnsafeBufferPointer<Float>,
        batch: Int,
        on backend: Backend
    ) throws(EncoderError) -> Backend.Tensor {
        let side = configuration.resolution
        guard batch > 0, pixels.count == batch * 3 * side * side else {
            throw .wrongPixelCount(expected: max(batch, 1) * 3 * side * side, found: pixels.count)
        }
        return backend.tensor(pixels, shape: Shape(batch, 3, side, side))
    }

    private func features(of images: Backend.Tensor, batch: Int, on backend: Backend) -> Backend.Tensor {
        switch tower {
        case .visionTransformer(let transformer): transformer(images, batch: batch, on: backend)
        case .swin(let transformer): transformer(images, batch: batch, on: backend)
        case .resNet(let network): backend.averagePool(network.map(images, on: backend))
        }
    }
}
