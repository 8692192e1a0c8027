public import Datasets
public import Foundation
public import ZeroShot

/// The embeddings that a model gives to the images of a manifest's rows.
public struct EmbeddedImages: Sendable {
    /// The rows whose images could be used, in their order.
    public let rows: [ManifestRow]
    /// The embeddings of `rows`.
    public let embeddings: [Embedding]
    /// The images that could not be used, in their order.
    public let skipped: [SkippedImage]

    /// Reads and embeds the images of rows.
    ///
    /// - Parameters:
    ///   - folder: What relative paths start in.
    ///   - batchSize: How many images the model is given at a time, 1 or more.
    ///   - threads: How many images are read at a time, 1 or more.
    ///   - progress: Is told after each batch how many rows are done.
    /// - Throws: ``AssessmentError/noImages``, ``AssessmentError/noUsableImages(count:first:)``,
    ///   ``AssessmentError/model(reason:)``.
    public init(
        rows: [ManifestRow],
        folder: URL,
        model: some EmbeddingModel,
        batchSize: Int,
        threads: Int,
        progress: (Int) -> Void = { _ in }
    ) throws(AssessmentError) {
        let reading = ImageReading(
            rows: rows,
            folder: folder,
            preprocessing: model.preprocessing,
            threads: threads
        )
        var (used, embeddings, skipped) = ([ManifestRow](), [Embedding](), [SkippedImage]())
        for start in stride(from: 0, to: rows.count, by: max(batchSize, 1)) {
            let end = min(start + max(batchSize, 1), rows.count)
            let chunk = reading.chunk(start..<end)
            if !chunk.inputs.isEmpty {
                embeddings += try model.checked(chunk.inputs.count) { try $0.embed(chunk.inputs) }
            }
            used += chunk.rows
            skipped += chunk.skipped
            progress(end)
        }
        if let first = skipped.first, used.isEmpty {
            throw .noUsableImages(count: rows.count, first: first)
        }
        guard !used.isEmpty else { throw .noImages }
        (self.rows, self.embeddings, self.skipped) = (used, embeddings, skipped)
    }
}

extension EmbeddingModel {
    /// As many embeddings as are expected, of numbers.
    func checked(
        _ count: Int,
        _ embed: (Self) throws -> [Embedding]
    ) throws(AssessmentError) -> [Embedding] {
        let embeddings: [Embedding]
        do {
            embeddings = try embed(self)
        } catch {
            throw .model(reason: "\(error)")
        }
        guard embeddings.count == count else {
            throw .model(reason: "\(embeddings.count) came for \(count) inputs.")
        }
        guard embeddings.allSatisfy({ $0.values.allSatisfy(\.isFinite) }) else {
            throw .model(reason: ScoringError.notFinite.description)
        }
        return embeddings
    }
}
