import Audit
import Checkpoints
import HTTPMessage
import Radiographs
import ZeroShot

/// `POST /v1/score` and `POST /v1/score:batch`.
struct ScoreEndpoint: Sendable {
    let models: ServedModels
    let members: [ScoringMember]
    let reader: InputReader
    let catalog: LabelSetCatalog
    let configuration: ServiceConfiguration
    private let adHoc = AdHocLabelSets()

    func score(_ call: Call) async throws -> Response {
        let input = try await reader.read(call, [.image, .labelSet, .version, .label, .labels])
        guard let bytes = input.images.first else { throw APIError.missingImage }
        call.objects.add(.image, bytes)
        let labelSet = try await labelSet(for: input)
        let prepared = try await classifiers(for: labelSet, call)
        let scored = try await scored(bytes, prepared, call)
        return try Response(
            ScoreAnswer(
                requestId: call.id,
                model: ModelReference(models),
                labelSet: LabelSetReference(labelSet),
                scores: scored.scores,
                image: scored.images[0].receipt,
                timings: Timings(scored.images),
                warnings: scored.warnings
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
        for bytes in input.images { call.objects.add(.image, bytes) }
        let labelSet = try await labelSet(for: input)
        let prepared = try await classifiers(for: labelSet, call)
        let results = await withTaskGroup(of: BatchAnswer.Item.self) { group in
            for (index, bytes) in input.images.enumerated() {
                group.addTask { await item(index, bytes, prepared, call) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        return try Response(
            BatchAnswer(
                requestId: call.id,
                model: ModelReference(models),
                labelSet: LabelSetReference(labelSet),
                results: results.sorted { $0.index < $1.index }
            )
        )
    }

    private func item(
        _ index: Int,
        _ bytes: ArraySlice<UInt8>,
        _ prepared: [PromptEmbeddings.Prepared],
        _ call: Call
    ) async -> BatchAnswer.Item {
        do {
            let scored = try await scored(bytes, prepared, call)
            return BatchAnswer.Item(
                index: index,
                scores: scored.scores,
                image: scored.images[0].receipt,
                warnings: scored.warnings
            )
        } catch {
            return BatchAnswer.Item(
                index: index,
                error: ProblemDocument(APIError(error), requestID: call.id)
            )
        }
    }

    /// An image as every member sees it, and the scores.
    private struct ScoredImage {
        let images: [EncodedImage]
        let scores: [ScoreItem]
        let warnings: [String]
    }

    private func classifiers(
        for labelSet: LabelSet,
        _ call: Call
    ) async throws -> [PromptEmbeddings.Prepared] {
        var prepared: [PromptEmbeddings.Prepared] = []
        for member in members {
            prepared.append(try await member.prompts.classifier(for: labelSet, call.standing))
        }
        return prepared
    }

    private func scored(
        _ bytes: ArraySlice<UInt8>,
        _ prepared: [PromptEmbeddings.Prepared],
        _ call: Call
    ) async throws -> ScoredImage {
        var images: [EncodedImage] = []
        for member in members {
            let image = try await member.images.encode(bytes, call.standing)
            call.times.add(image)
            images.append(image)
        }
        var warnings: [String] = []
        for warning in images.flatMap(\.warnings) + prepared.flatMap(\.warnings)
        where !warnings.contains(warning) {
            warnings.append(warning)
        }
        let scores = zip(prepared, images).map { $0.classifier.scores(of: $1.embedding) }
        return ScoredImage(images: images, scores: try items(scores), warnings: warnings)
    }

    /// The scores of a single model, or the mean of an ensemble's.
    private func items(_ scores: [[LabelScore]]) throws -> [ScoreItem] {
        let calibrations = members.map(\.model.description.calibration)
        guard models.isEnsemble else { return scores[0].map { ScoreItem($0, calibrations[0]) } }
        let answers = zip(members, scores).map {
            EnsembleMember(model: $0.model.description.id, scores: $1)
        }
        return try EnsembleScore.scores(of: answers).map { ScoreItem($0, calibrations) }
    }

    private func labelSet(for input: RequestInput) async throws -> LabelSet {
        if !input.labels.isEmpty { return try adHoc.labelSet(of: input.labels) }
        let name = input.labelSet ?? configuration.defaultLabelSet
        return try await catalog.entry(named: name, version: input.version).labelSet
    }
}

extension APIError {
    static let missingImage = APIError.badRequest(
        "The request has no image. Send one as the body, as the part 'image' of a form, or as base64 in JSON."
    )
}
