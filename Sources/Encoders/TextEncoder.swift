public import Tensors

/// The architecture of a text encoder with every size.
public enum TextEncoderConfiguration: Sendable, Equatable {
    case bert(BERTConfiguration)
    case clip(CLIPTextConfiguration)

    /// Number of token ids.
    public var vocabulary: Int {
        switch self {
        case .bert(let configuration): configuration.vocabulary
        case .clip(let configuration): configuration.vocabulary
        }
    }

    /// The most tokens that a text may have, special ones included.
    public var positions: Int {
        switch self {
        case .bert(let configuration): configuration.positions
        case .clip(let configuration): configuration.positions
        }
    }

    /// Numbers in the encoder's answer, before any projection.
    public var features: Int {
        switch self {
        case .bert(let configuration): configuration.transformer.width
        case .clip(let configuration): configuration.transformer.width
        }
    }

    /// The name of the architecture in a model description.
    public var architecture: String {
        switch self {
        case .bert: "bert"
        case .clip: "clip-text"
        }
    }
}

extension TextEncoderConfiguration: Codable {
    private enum CodingKeys: String, CodingKey {
        case architecture
    }

    /// Reads the sizes that belong to the value of `architecture`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let architecture = try container.decode(String.self, forKey: .architecture)
        switch architecture {
        case "bert": self = .bert(try BERTConfiguration(from: decoder))
        case "clip-text": self = .clip(try CLIPTextConfiguration(from: decoder))
        default:
            throw DecodingError.dataCorruptedError(
                forKey: .architecture,
                in: container,
                debugDescription: "'\(architecture)' is not a text encoder; use bert or clip-text"
            )
        }
    }

    /// Writes the architecture's name beside its sizes.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(architecture, forKey: .architecture)
        switch self {
        case .bert(let configuration): try configuration.encode(to: encoder)
        case .clip(let configuration): try configuration.encode(to: encoder)
        }
    }
}

/// A text encoder of any architecture, with its projection into the shared space where it has one.
public struct TextEncoder<Backend: TensorBackend>: Sendable {
    private enum Tower: Sendable {
        case bert(BERT<Backend>)
        case clip(CLIPText<Backend>)
    }

    /// The architecture and its sizes.
    public let configuration: TextEncoderConfiguration
    private let tower: Tower
    private let projection: Projection<Backend>?

    /// Builds the encoder from the tensors `text.…` and `textProjection.…` of a source.
    ///
    /// - Throws: ``EncoderError`` for sizes out of range and for missing or misshapen tensors.
    public init(
        _ configuration: TextEncoderConfiguration,
        projection: ProjectionConfiguration?,
        from source: any ParameterSource,
        on backend: Backend
    ) throws(EncoderError) {
        self.configuration = configuration
        let scope = ParameterScope(backend: backend, source: source)
        switch configuration {
        case .bert(let sizes): tower = .bert(try BERT(sizes, scope["text"]))
        case .clip(let sizes): tower = .clip(try CLIPText(sizes, scope["text"]))
        }
        self.projection = try projection.map { projection throws(EncoderError) in
            try Projection(projection, inputs: configuration.features, scope["textProjection"])
        }
    }

    /// Embeds texts given as token ids, special ones included; the answer is [B, D], not normalised, and
    /// does not depend on what else is in the batch.
    ///
    /// - Precondition: there is at least one text.
    /// - Throws: ``EncoderError`` for a text without tokens, with too many, or with unknown ones.
    public func embed(_ texts: [[Int32]], on backend: Backend) throws(EncoderError) -> Backend.Tensor {
        let batch = try TokenBatch(
            texts,
            positions: configuration.positions,
            vocabulary: configuration.vocabulary
        )
        let features =
            switch tower {
            case .bert(let encoder): encoder(batch, on: backend)
            case .clip(let encoder): encoder(batch, on: backend)
            }
        return projection?(features, on: backend) ?? features
    }
}
