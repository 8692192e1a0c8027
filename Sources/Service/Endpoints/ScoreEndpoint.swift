import Checkpoints
import HTTPMessage
import Radiographs
import ZeroShot

/// `POST /v1/score` and `POST /v1/score:batch`.
struct ScoreEndpoint: Sendable {
    let model: ZeroShotModel
    let reader: InputReader
    let images: ImageEncoding
    let prompts: PromptEmbeddings
    let catalog: LabelSetCatalog
    let configuration: ServiceConfiguration

    func score(_ call: Call) async throws -> Response {
        let input = try await reader.read(call, [.image, .labelSet, .version, .label, .labels])
        guard let bytes = input.images.first else { throw APIError.missingImage }
        let labelSet = try await labelSet(for: input)
        let prepared = try await prompts.classifier(for: labelSet, deadline: call.deadline)
        let image = try await images.encode(bytes, deadline: call.deadline)
        return try Response(
            json: ScoreAnswer(
                requestId: call.id,
                model: ModelReference(model),
                labelSet: LabelSetReference(labelSet),
                scores: items(prepared, image),
                image: image.receipt,
                timings: Timings(image),
                warnings: image.input.warnings + prepared.warnings
            )
        )
    }

    func scoreBatch(_ call: Call) async throws -> Response {
        let input = try await reader.read(call, [.images, .labelSet, .version, .label, .labels])
        guard !input.images.isEmpty else { throw APIError.missingImage }
        guard input.images.count <= configuration.imagesPerBatch else {
            throw APIError.unprocessable(
                "too-many-items",
                "There are too many images",
                "Send the images in several batches.",
                limit: configuration.imagesPerBatch,
                received: input.images.count
            )
        }
        let labelSet = try await labelSet(for: input)
        let prepared = try await prompts.classifier(for: labelSet, deadline: call.deadline)
        let results = await withTaskGroup(of: BatchAnswer.Item.self) { group in
            for (index, bytes) in input.images.enumerated() {
                group.addTask { await item(index, bytes, prepared, call) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        return try Response(
            json: BatchAnswer(
                requestId: call.id,
                model: ModelReference(model),
                labelSet: LabelSetReference(labelSet),
                results: results.sorted { $0.index < $1.index }
            )
        )
    }

    private func item(
        _ index: Int,
        _ bytes: ArraySlice<UInt8>,
        _ prepared: PromptEmbeddings.Prepared,
        _ call: Call
    ) async -> BatchAnswer.Item {
        do {
            let image = try await images.encode(bytes, deadline: call.deadline)
            return BatchAnswer.Item(
                index: index,
                scores: items(prepared, image),
                image: image.receipt,
                warnings: image.input.warnings + prepared.warnings
            )
        } catch {
            return BatchAnswer.Item(
                index: index,
                error: ProblemDocument(APIError(error), requestID: call.id)
            )
        }
    }

    private func items(_ prepared: PromptEmbeddings.Prepared, _ image: EncodedImage) -> [ScoreItem] {
        prepared.classifier.scores(of: image.embedding).map {
            ScoreItem($0, model.description.calibration)
        }
    }

    private func labelSet(for input: RequestInput) async throws -> LabelSet {
        if !input.labels.isEmpty { return try LabelSet.adHoc(labels: input.labels) }
        let name = input.labelSet ?? configuration.defaultLabelSet
        return try await catalog.entry(named: name, version: input.version).labelSet
    }
}

extension APIError {
    static let missingImage = APIError.badRequest(
        "The request has no image. Send one as the body, as the part 'image' of a form, or as base64 in JSON."
    )
}
