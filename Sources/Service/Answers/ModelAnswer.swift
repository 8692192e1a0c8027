import Checkpoints
import Encoders
import Radiographs
import Tensors
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

    /// For how many labels the model gives calibrated probabilities, and where they come from.
    struct CalibrationCard: Encodable, Sendable {
        let labels: Int
        let method: ModelCalibration.Method
        let data: String
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
    /// How the matrix products are computed here.
    let precision: Precision
    /// Null for a model that is not calibrated.
    let calibration: CalibrationCard?
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
        precision = model.plan.precision
        limits = description.limits
        calibration = description.calibration.map {
            CalibrationCard(labels: $0.labels.count, method: $0.method, data: $0.data)
        }
    }

    private enum CodingKeys: CodingKey {
        case id, sha256, description, license, imageEncoder, textEncoder, dimensions, preprocessing,
            logitScale
        case limits, precision, calibration, intendedUse
    }

    /// Writes every field, null where there is no calibration.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(sha256, forKey: .sha256)
        try container.encode(description, forKey: .description)
        try container.encode(license, forKey: .license)
        try container.encode(imageEncoder, forKey: .imageEncoder)
        try container.encode(textEncoder, forKey: .textEncoder)
        try container.encode(dimensions, forKey: .dimensions)
        try container.encode(preprocessing, forKey: .preprocessing)
        try container.encode(logitScale, forKey: .logitScale)
        try container.encode(limits, forKey: .limits)
        try container.encode(precision, forKey: .precision)
        try container.encode(calibration, forKey: .calibration)
        try container.encode(intendedUse, forKey: .intendedUse)
    }
}
