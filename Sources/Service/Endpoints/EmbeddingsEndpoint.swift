import Audit
import HTTPMessage
import Inference
import Radiographs
import ZeroShot

/// `POST /v1/embeddings`: the embedding of an image, or of texts.
struct EmbeddingsEndpoint: Sendable {
    let models: ServedModels
    let members: [ScoringMember]
    let reader: InputReader
    let configuration: ServiceConfiguration

    func embeddings(_ call: Call) async throws -> Response {
        let input = try await reader.read(call, [.image, .texts, .longText])
        guard let member = members.first, !models.isEnsemble else {
            throw APIError.unprocessable(
                "no-embedding",
                "An ensemble has no embedding",
                "Its members' embeddings lie in different spaces. Serve one of them to get embeddings."
            )
        }
        switch (input.images.first, input.texts) {
        case (let bytes?, nil):
            call.objects.add(.image, bytes)
            let image = try await member.images.encode(bytes, call.standing)
            call.times.add(image)
            return try answer([image.embedding], warnings: image.warnings, to: call)
        case (nil, let texts?):
            try check(texts)
            call.objects.add(.query, texts.joined(separator: "\n"))
            let policy = input.longText ?? .truncate
            let embedded = try await member.texts.embed(texts, longTexts: policy, call.standing)
            let warnings = embedded.enumerated().compactMap(Self.warning)
            return try answer(embedded.map(\.embedding), warnings: warnings, to: call)
        case (nil, nil):
            throw APIError.badRequest("Send an image, or texts in the JSON field 'texts'.")
        default:
            throw APIError.badRequest("Send either an image or texts, not both.")
        }
    }

    private static func warning(index: Int, of text: ZeroShotModel.EmbeddedText) -> String? {
        let start = "The text at index \(index) is longer than the text encoder reads; "
        if text.pieces > 1 { return start + "its embedding is the mean of \(text.pieces) pieces." }
        return text.isTruncated ? start + "its end was left out." : nil
    }

    private func answer(_ embeddings: [Embedding], warnings: [String], to call: Call) throws -> Response {
        try Response(
            json: EmbeddingsAnswer(
                requestId: call.id,
                model: ModelReference(models),
                embeddings: embeddings.map(\.values),
                dimensions: models.members[0].dimensions,
                warnings: warnings
            )
        )
    }

    private func check(_ texts: [String]) throws {
        guard !texts.isEmpty else {
            throw APIError.badRequest("The list of texts is empty.", pointer: "/texts")
        }
        guard texts.count <= configuration.textsPerRequest else {
            throw APIError.unprocessable(
                "too-many-items",
                "There are too many texts",
                "Send the texts in several requests.",
                limit: configuration.textsPerRequest,
                received: texts.count
            )
        }
        for (index, text) in texts.enumerated() where text.utf8.count > configuration.textBytes {
            var error = APIError.unprocessable(
                "text-too-long",
                "A text is too long",
                "No encoder reads that much; shorten the text.",
                limit: configuration.textBytes,
                received: text.utf8.count
            )
            error.pointer = "/texts/\(index)"
            throw error
        }
    }
}
