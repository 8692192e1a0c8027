import Inference
import ZeroShot

/// Has models answer before anybody asks them: memory is in place then, and one that gives no numbers is found.
struct ModelRehearsal: Sendable {
    let engine: InferenceEngine

    /// How long all compute threads together may take.
    private static let patience = Duration.seconds(60)

    /// Encodes an image and a text with every model on as many jobs as there are compute threads.
    func run(_ models: ServedModels) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<engine.workers {
                group.addTask {
                    _ = try await engine.run(deadline: .now + Self.patience) { backend in
                        for model in models.members { try model.rehearse(on: backend) }
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
