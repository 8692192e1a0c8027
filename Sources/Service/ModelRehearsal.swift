import Inference
import ZeroShot

/// Has models answer before anybody asks them: memory is in place then, and one that gives no numbers is found.
struct ModelRehearsal: Sendable {
    private let engine: InferenceEngine
    private let kind: InferenceEngine.WorkKind

    /// How long all compute threads together may take.
    private static let patience = Duration.seconds(60)

    init(engine: InferenceEngine) {
        self.engine = engine
        kind = engine.kind()
    }

    /// Encodes an image and a text with every model on as many jobs as there are compute threads, however many requests
    /// wait for these.
    func run(_ models: ServedModels) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<engine.workers {
                group.addTask {
                    let standing = engine.standing(deadline: .now + Self.patience, isOwed: true)
                    _ = try await engine.run(standing, of: kind) { backend in
                        for model in models.members { try model.rehearse(on: backend) }
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
