import Checkpoints
import Inference
import Storage
import ZeroShot

/// The classifiers of label sets: from memory, else from the database, else from the text encoder, which runs
/// once however many requests ask for the same new label set at the same time.
actor PromptEmbeddings {
    /// A classifier, and what its user should know.
    struct Prepared: Sendable {
        let classifier: ZeroShotClassifier
        let warnings: [String]
    }

    /// A kept version never changes, so its name and number say everything; labels that came with a request
    /// are their own key, and so are their prompts.
    private struct Key: Hashable {
        let name: String?
        let version: Int?
        let texts: [String]

        init(_ labelSet: LabelSet) {
            name = labelSet.name
            version = labelSet.version
            texts = labelSet.version == nil ? labelSet.labels.map(\.name) + labelSet.prompts : []
        }
    }

    /// Prompts that are embedded in one piece of work. What is done is kept, so that a large label set that misses its
    /// deadline needs less the next time.
    private static let piece = 64

    /// Classifiers that are kept in memory: at 61 labels and 512 dimensions one takes 250 KB.
    private static let capacity = 64

    private let model: ZeroShotModel
    private let engine: InferenceEngine
    private let store: PromptEmbeddingStore
    private let metrics: Metrics
    private let identity: PromptEncoderIdentity
    private let queue = BlockingQueue()
    private var kept: [Key: Prepared] = [:]
    private var order: [Key] = []
    private var running: [Key: Task<Prepared, any Error>] = [:]

    init(model: ZeroShotModel, engine: InferenceEngine, store: PromptEmbeddingStore, metrics: Metrics) {
        self.model = model
        self.engine = engine
        self.store = store
        self.metrics = metrics
        identity = PromptEncoderIdentity(
            modelSHA256: model.digest,
            tokenizer: model.textIdentity,
            dimensions: model.dimensions
        )
    }

    /// The classifier of a label set.
    func classifier(for labelSet: LabelSet, deadline: ContinuousClock.Instant) async throws -> Prepared {
        let key = Key(labelSet)
        if let prepared = kept[key] {
            metrics.count(.promptSets, ["source": "memory"])
            return prepared
        }
        if let task = running[key] { return try await task.value }
        let task = Task { try await prepare(labelSet, deadline: deadline) }
        running[key] = task
        defer { running[key] = nil }
        let prepared = try await task.value
        keep(prepared, as: key)
        return prepared
    }

    private func keep(_ prepared: Prepared, as key: Key) {
        guard kept.updateValue(prepared, forKey: key) == nil else { return }
        order.append(key)
        if order.count > Self.capacity { kept[order.removeFirst()] = nil }
    }

    private func prepare(_ labelSet: LabelSet, deadline: ContinuousClock.Instant) async throws -> Prepared {
        let prompts = labelSet.prompts
        let (stored, truncated) = try await queue.run { [store, identity, model] in
            (store.embeddings(for: prompts, from: identity), model.truncatedTexts(in: prompts))
        }
        var embeddings: [String: Embedding] = [:]
        var missing: [String] = []
        for (prompt, values) in zip(prompts, stored) {
            if let values {
                embeddings[prompt] = Embedding(unitLength: values)
            } else {
                missing.append(prompt)
            }
        }
        metrics.count(.promptSets, ["source": missing.isEmpty ? "database" : "encoder"])
        if !missing.isEmpty {
            let encoded = try await encode(missing, deadline: deadline)
            for (prompt, embedding) in zip(missing, encoded) { embeddings[prompt] = embedding }
        }
        let warnings =
            truncated == 0
            ? [] : ["\(truncated) prompts are longer than the text encoder reads; their ends were left out."]
        return Prepared(
            classifier: try ZeroShotClassifier(labelSet, calibration: model.description.calibration) {
                embeddings[$0]
            },
            warnings: warnings
        )
    }

    private func encode(_ prompts: [String], deadline: ContinuousClock.Instant) async throws -> [Embedding] {
        var embeddings: [Embedding] = []
        for start in stride(from: 0, to: prompts.count, by: Self.piece) {
            let piece = Array(prompts[start..<min(start + Self.piece, prompts.count)])
            let encoded = try await engine.run(deadline: deadline) { [model] backend in
                try model.embed(piece, on: backend).map(\.embedding)
            }.value
            metrics.count(.promptsEncoded, by: piece.count)
            let rows = zip(piece, encoded).map { (prompt: $0, embedding: $1.values) }
            try await queue.run { [store, identity] in store.insert(rows, from: identity) }
            embeddings += encoded
        }
        return embeddings
    }
}
