import Checkpoints
import Inference
import Observability
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

    /// A label set that is being prepared for all who asked for it.
    private struct Flight {
        let task = SharedTask<Prepared>()
        /// The first one's place in the line, and the latest of all deadlines.
        var standing: InferenceEngine.Standing
    }

    /// Prompts that are embedded in one piece of work. What is done is kept, so that a large label set that misses its
    /// deadline needs less the next time.
    private static let piece = 64

    private let texts: TextEncoding
    private let store: PromptEmbeddingStore
    private let metrics: Metrics
    private let identity: PromptEncoderIdentity
    private let queue = BlockingQueue()
    /// At most 32,768 prompts: 64 MiB at 512 dimensions. A set of 61 labels has 122.
    private var kept = BoundedCache<LabelSetContent, Prepared>(count: 256, cost: 32_768)
    private var flights: [LabelSetContent: Flight] = [:]

    init(texts: TextEncoding, store: PromptEmbeddingStore, metrics: Metrics) {
        self.texts = texts
        self.store = store
        self.metrics = metrics
        identity = PromptEncoderIdentity(
            modelSHA256: texts.model.digest,
            tokenizer: texts.model.textIdentity,
            dimensions: texts.model.dimensions
        )
    }

    /// The classifier of a label set.
    ///
    /// Who is cancelled stops waiting; the work goes on as long as anybody waits for it. Its error is everybody's and is
    /// not kept.
    func classifier(for labelSet: LabelSet, _ standing: InferenceEngine.Standing) async throws -> Prepared {
        let content = LabelSetContent(labelSet)
        if let prepared = kept.value(for: content) {
            metrics.count(.promptSets, ["source": "memory"])
            metrics.count(.cacheLookups, ["cache": "classifiers", "outcome": "hit"])
            return prepared
        }
        metrics.count(.cacheLookups, ["cache": "classifiers", "outcome": "miss"])
        if let flight = flights[content], let member = flight.task.join() {
            let deadline = max(flight.standing.deadline, standing.deadline)
            flights[content]?.standing = flight.standing.with(deadline: deadline)
            metrics.count(.promptSets, ["source": "running"])
            return try await flight.task.value(for: member)
        }
        let task = launch(labelSet, as: content, standing)
        guard let member = task.join() else { throw CancellationError() }
        return try await task.value(for: member)
    }

    private func launch(
        _ labelSet: LabelSet,
        as content: LabelSetContent,
        _ standing: InferenceEngine.Standing
    ) -> SharedTask<Prepared> {
        let flight = Flight(standing: standing)
        flights[content] = flight
        flight.task.start { [self] in
            do {
                let prepared = try await prepare(labelSet, content)
                await land(flight.task, content, .success(prepared))
            } catch {
                await land(flight.task, content, .failure(error))
            }
        }
        return flight.task
    }

    private func land(
        _ task: SharedTask<Prepared>,
        _ content: LabelSetContent,
        _ outcome: Result<Prepared, any Error>
    ) {
        if case .success(let prepared) = outcome {
            kept.insert(prepared, for: content, cost: content.promptCount)
        }
        // When everybody had left, a new flight may have taken its place.
        if flights[content]?.task === task { flights[content] = nil }
        task.finish(outcome)
    }

    private func prepare(_ labelSet: LabelSet, _ content: LabelSetContent) async throws -> Prepared {
        let prompts = labelSet.prompts
        let (stored, truncated) = try await queue.run { [store, identity, texts] in
            (store.embeddings(for: prompts, from: identity), texts.model.truncatedTexts(in: prompts))
        }
        let found = stored.count { $0 != nil }
        metrics.count(.cacheLookups, ["cache": "prompts", "outcome": "hit"], by: found)
        metrics.count(.cacheLookups, ["cache": "prompts", "outcome": "miss"], by: stored.count - found)
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
            let encoded = try await encode(missing, for: content)
            for (prompt, embedding) in zip(missing, encoded) { embeddings[prompt] = embedding }
        }
        let warnings =
            truncated == 0
            ? [] : ["\(truncated) prompts are longer than the text encoder reads; their ends were left out."]
        return Prepared(
            classifier: try ZeroShotClassifier(labelSet, calibration: texts.model.description.calibration) {
                embeddings[$0]
            },
            warnings: warnings
        )
    }

    private func encode(_ prompts: [String], for content: LabelSetContent) async throws -> [Embedding] {
        var embeddings: [Embedding] = []
        for start in stride(from: 0, to: prompts.count, by: Self.piece) {
            let piece = Array(prompts[start..<min(start + Self.piece, prompts.count)])
            let encoded = try await encode(piece: piece, for: content)
            metrics.count(.promptsEncoded, by: piece.count)
            let rows = zip(piece, encoded).map { (prompt: $0, embedding: $1.values) }
            try await queue.run { [store, identity] in store.insert(rows, from: identity) }
            embeddings += encoded
        }
        return embeddings
    }

    /// A deadline that passes is final only when nobody with a later one has come meanwhile.
    private func encode(piece: [String], for content: LabelSetContent) async throws -> [Embedding] {
        while true {
            guard let standing = flights[content]?.standing else { throw CancellationError() }
            do {
                return try await texts.embed(piece, standing).map(\.embedding)
            } catch let error as InferenceError where error.isAboutTheDeadline {
                guard let latest = flights[content]?.standing.deadline, latest > standing.deadline else {
                    throw error
                }
            }
        }
    }
}

/// What decides a label set's classifier, whatever its name and version: labels and prompts.
private struct LabelSetContent: Hashable, Sendable {
    private let labels: [Label]
    private let descriptorTemperature: Double?

    init(_ labelSet: LabelSet) {
        labels = labelSet.labels
        descriptorTemperature = labelSet.descriptorTemperature
    }

    var promptCount: Int {
        labels.reduce(0) { $0 + $1.positivePrompts.count + $1.negativePrompts.count }
    }

    /// The names tell nearly all sets apart; equality looks at the rest.
    func hash(into hasher: inout Hasher) {
        for label in labels { hasher.combine(label.name) }
    }
}
