public import Tensors

/// Everything needed to build a pair of encoders.
public struct DualEncoderConfiguration: Codable, Sendable, Equatable {
    /// The image encoder.
    public var image: ImageEncoderConfiguration
    /// The text encoder.
    public var text: TextEncoderConfiguration
    /// The projection of both into one space.
    public var projection: ProjectionConfiguration
    /// The text encoder's own projection; nil where it is like ``projection``.
    public var textProjection: ProjectionConfiguration?

    /// Groups the parts.
    public init(
        image: ImageEncoderConfiguration,
        text: TextEncoderConfiguration,
        projection: ProjectionConfiguration,
        textProjection: ProjectionConfiguration? = nil
    ) {
        self.image = image
        self.text = text
        self.projection = projection
        self.textProjection = textProjection
    }

    fileprivate func validate() throws(EncoderError) {
        guard let textProjection, textProjection.dimensions != projection.dimensions else { return }
        throw .invalidConfiguration(
            field: "textProjection.dimensions",
            value: "\(textProjection.dimensions)",
            remedy: "It must be \(projection.dimensions) as projection.dimensions, for both share one space."
        )
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
        try configuration.validate()
        self.configuration = configuration
        image = try ImageEncoder(
            configuration.image,
            projection: configuration.projection,
            from: source,
            on: backend
        )
        text = try TextEncoder(
            configuration.text,
            projection: configuration.textProjection ?? configuration.projection,
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
