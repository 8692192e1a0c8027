import Checkpoints
import Radiographs
import ZeroShot

/// The model or the ensemble that an answer comes from.
struct ModelReference: Encodable, Sendable {
    let id: String
    let sha256: String

    init(_ models: ServedModels) {
        id = models.id
        sha256 = models.digest
    }
}

/// The stored label set that an answer was scored with.
struct LabelSetReference: Encodable, Sendable {
    let name: String
    let version: Int

    /// Nil for labels that came with the request.
    init?(_ labelSet: LabelSet) {
        guard let name = labelSet.name, let version = labelSet.version else { return nil }
        self.name = name
        self.version = version
    }
}

/// What was done to the pixels.
struct ImageReceipt: Encodable, Sendable {
    let format: String
    let width: Int
    let height: Int
    let steps: [String]

    init(_ radiograph: Radiograph, _ input: ModelInput) {
        format = radiograph.format.rawValue
        width = radiograph.width
        height = radiograph.height
        steps = input.steps
    }
}

/// Where a request's time went, in milliseconds.
struct Timings: Encodable, Sendable {
    let decodeMilliseconds: Double
    let queueMilliseconds: Double
    let encodeMilliseconds: Double

    /// Adds up what the image took with each model.
    init(_ images: [EncodedImage]) {
        decodeMilliseconds = images.reduce(.zero) { $0 + $1.decoding }.milliseconds
        queueMilliseconds = images.reduce(.zero) { $0 + $1.queued }.milliseconds
        encodeMilliseconds = images.reduce(.zero) { $0 + $1.encoding }.milliseconds
    }
}

extension Duration {
    /// Thousandths of a second, to three decimals.
    var milliseconds: Double { (self / .microseconds(1)).rounded() / 1_000 }
}

/// The answer of `POST /v1/score`.
struct ScoreAnswer: Sendable {
    let requestId: String
    let model: ModelReference
    let labelSet: LabelSetReference?
    let scores: [ScoreItem]
    let image: ImageReceipt
    let timings: Timings
    let warnings: [String]
    let intendedUse = "research"
}

/// The answer of `POST /v1/score:batch`; one bad image does not fail the others.
struct BatchAnswer: Sendable {
    /// One image's scores or its problem.
    struct Item: Sendable {
        let index: Int
        var scores: [ScoreItem]?
        var image: ImageReceipt?
        var warnings: [String]?
        var error: ProblemDocument?
    }

    let requestId: String
    let model: ModelReference
    let labelSet: LabelSetReference?
    let results: [Item]
    let intendedUse = "research"
}
