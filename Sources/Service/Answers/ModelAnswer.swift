import Checkpoints
import Encoders
import Radiographs
import ZeroShot

/// The answer of `GET /v1/models`.
struct ModelsAnswer: Encodable, Sendable {
    let models: [ModelCard]
}

/// What a model is, as far as a client needs to know before it trusts a number.
struct ModelCard: Encodable, Sendable {
    struct ImageEncoderCard: Encodable, Sendable {
        let architecture: String
        let resolution: Int
    }

    struct TextEncoderCard: Encodable, Sendable {
        let architecture: String
        let maximumTokens: Int
    }

    let id: String
    let sha256: String
    let description: String
    let license: String
    let imageEncoder: ImageEncoderCard
    let textEncoder: TextEncoderCard
    let dimensions: Int
    let preprocessing: PreprocessingProfile
    let logitScale: Float
    let limits: [String]
    let intendedUse = "research"

    init(_ model: ZeroShotModel) {
        let description = model.description
        id = description.id
        sha256 = model.digest
        self.description = description.description
        license = description.license
        imageEncoder = ImageEncoderCard(
            architecture: description.encoders.image.architecture,
            resolution: description.encoders.image.resolution
        )
        textEncoder = TextEncoderCard(
            architecture: description.encoders.text.architecture,
            maximumTokens: description.tokenizer.maximumTokens
        )
        dimensions = model.dimensions
        preprocessing = description.preprocessing
        logitScale = model.logitScale
        limits = description.limits
    }
}
