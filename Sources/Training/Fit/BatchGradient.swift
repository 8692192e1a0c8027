package import Batching
import Encoders
import Torch

/// Adds the gradient of a batch's loss to the leaves of a model.
///
/// With a chunk size the embeddings are made twice, first without gradients for the whole batch, then chunk by
/// chunk with them (cached gradients, Gao et al. 2021, §3.2): the memory is that of a chunk, and the gradient that of
/// the whole batch. Only batch normalisation sees a difference: its statistics are those of a chunk.
package struct BatchGradient {
    package let model: TrainedModel
    package let objective: TrainingObjective
    /// Images per chunk, or nil for the whole batch at once.
    package let chunkSize: Int?
    /// Whether batch normalisation uses and keeps its running statistics.
    package let freezesStatistics: Bool

    /// Names the parts.
    package init(
        model: TrainedModel,
        objective: TrainingObjective,
        chunkSize: Int?,
        freezesStatistics: Bool
    ) {
        self.model = model
        self.objective = objective
        self.chunkSize = chunkSize
        self.freezesStatistics = freezesStatistics
    }

    /// - Returns: The loss.
    package func accumulate(_ batch: TrainingBatch) throws -> Double {
        let loss: Double
        if let chunkSize, chunkSize < batch.count {
            loss = try accumulate(batch, chunkSize: chunkSize)
        } else {
            model.backend.batchStatistics = freezesStatistics ? .running : .batchUpdatingRunning
            let value = objective(try embed(batch, 0..<batch.count), logitScale: model.logitScale)
            value.backward()
            loss = Double(value.scalar)
        }
        model.backend.batchStatistics = .running
        try Torch.check()
        return loss
    }

    private func embed(_ batch: TrainingBatch, _ range: Range<Int>) throws(EncoderError) -> EmbeddedBatch {
        var images: [TorchTensor] = []
        for (index, view) in batch.views.enumerated() { images.append(try embed(view, index, range)) }
        return EmbeddedBatch(images: images, text: try model.embed(texts: batch.texts[range]))
    }

    private func embed(_ view: PixelBlock, _ index: Int, _ range: Range<Int>) throws(EncoderError)
        -> TorchTensor
    {
        try model.embed(images: view, range, throughHead: objective.viewsThroughHead.contains(index))
    }

    private func accumulate(_ batch: TrainingBatch, chunkSize: Int) throws -> Double {
        let chunks = stride(from: 0, to: batch.count, by: chunkSize).map {
            $0..<min($0 + chunkSize, batch.count)
        }
        model.backend.batchStatistics = freezesStatistics ? .running : .batch
        let parts = try Torch.withoutGradients { try chunks.map { try embed(batch, $0) } }
        func joined(_ part: (EmbeddedBatch) -> TorchTensor) -> TorchTensor {
            TorchTensor.concatenate(parts.map(part)).detached.requireGradient()
        }
        let whole = EmbeddedBatch(
            images: batch.views.indices.map { view in joined { $0.images[view] } },
            text: joined { $0.text }
        )
        let value = objective(whole, logitScale: model.logitScale)
        value.backward()

        model.backend.batchStatistics = freezesStatistics ? .running : .batchUpdatingRunning
        for chunk in chunks {
            for (index, view) in batch.views.enumerated() {
                try embed(view, index, chunk).backward(with: whole.images[index].gradient.rows(chunk))
            }
            try model.embed(texts: batch.texts[chunk]).backward(with: whole.text.gradient.rows(chunk))
        }
        return Double(value.scalar)
    }
}
