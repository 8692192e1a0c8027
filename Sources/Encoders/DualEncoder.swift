public import Tensors

/// The linear layer that takes an encoder's answer into the space that images and texts share.
public struct ProjectionConfiguration: Codable, Sendable, Equatable {
    /// Numbers per embedding.
    public var dimensions: Int
    /// Whether the layer has a bias (CXR-CLIP) or not (CLIP).
    public var bias: Bool

    /// Describes a projection.
    public init(dimensions: Int, bias: Bool) {
        self.dimensions = dimensions
        self.bias = bias
    }

    func weights<Backend: TensorBackend>(
        _ name: String,
        inputs: Int,
        in scope: ParameterScope<Backend>
    ) throws(EncoderError) -> Backend.LinearWeights {
        try requireRange(dimensions, 1...16_384, "projection.dimensions")
        return try scope.linear(name, inputs: inputs, outputs: dimensions, hasBias: bias)
    }
}

/// Everything needed to build a pair of encoders.
public struct DualEncoderConfiguration: Codable, Sendable, Equatable {
    /// The image encoder.
    public var image: ImageEncoderConfiguration
    /// The text encoder.
    public var text: TextEncoderConfiguration
    /// The projection of both into one space.
    public var projection: ProjectionConfiguration

    /// Groups the parts.
    public init(
        image: ImageEncoderConfiguration,
        text: TextEncoderConfiguration,
        projection: ProjectionConfiguration
    ) {
        self.image = image
        self.text = text
        self.projection = projection
    }
}

/// An image encoder and a text encoder whose embeddings share one space.
public struct DualEncoder<Backend: TensorBackend>: Sendable {
    /// The sizes of all parts.
    public let configuration: DualEncoderConfiguration
    /// The image encoder.
    public let image: ImageEncoder<Backend>
    /// The text encoder.
    public let text: TextEncoder<Backend>
    /// ln(1/τ): the logarithm of the factor that cosines were multiplied with in training.
    public let logitScale: Float

    /// Builds both encoders from a source.
    ///
    /// - Throws: ``EncoderError`` for sizes out of range and for missing or misshapen tensors.
    public init(
        _ configuration: DualEncoderConfiguration,
        from source: any ParameterSource,
        on backend: Backend
    ) throws(EncoderError) {
        self.configuration = configuration
        image = try ImageEncoder(
            configuration.image,
            projection: configuration.projection,
            from: source,
            on: backend
        )
        text = try TextEncoder(
            configuration.text,
            projection: configuration.projection,
            from: source,
            on: backend
        )
        logitScale = try source.parameter("logitScale", extents: []).floats().first ?? 0
    }

    /// Unit-length embeddings of images given as planar RGB numbers [B, 3, R, R].
    ///
    /// - Throws: ``EncoderError/wrongPixelCount(expected:found:)``.
    public func embed(
        images pixels: UnsafeBufferPointer<Float>,
        batch: Int,
        on backend: Backend
    ) throws(EncoderError) -> [[Float]] {
        split(backend.floats(backend.l2Normalize(try image.embed(pixels, batch: batch, on: backend))))
    }

    /// Unit-length embeddings of texts given as token ids.
    ///
    /// - Precondition: there is at least one text.
    /// - Throws: ``EncoderError`` for a text without tokens, with too many, or with unknown ones.
    public func embed(texts: [[Int32]], on backend: Backend) throws(EncoderError) -> [[Float]] {
        split(backend.floats(backend.l2Normalize(try text.embed(texts, on: backend))))
    }

    private func split(_ values: [Float]) -> [[Float]] {
        let dimensions = configuration.projection.dimensions
        return stride(from: 0, to: values.count, by: dimensions).map {
            Array(values[$0..<$0 + dimensions])
        }
    }
}
