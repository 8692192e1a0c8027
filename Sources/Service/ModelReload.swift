import Locking
import Synchronization

/// Why served models were not replaced.
public enum ModelReloadError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The service was started without a way to load models again.
    case notAvailable
    /// Another reload has not ended yet.
    case running
    /// The new models cannot be used; those that were served still are.
    case unusable(reason: String)

    /// The cause and the remedy.
    public var description: String {
        switch self {
        case .notAvailable: "This service cannot load its models again. Start it anew."
        case .running: "A reload is running. Ask again when it has ended."
        case .unusable(let reason): "The models that were served are still served. \(reason)"
        }
    }
}

/// Loads models beside those that are served, one load at a time, and puts them in their place when they are sound.
final class ModelReload: Sendable {
    /// Loads, warms and checks models; what it throws leaves everything as it was.
    typealias Loading = @Sendable () async throws -> ServedModels

    private let load: Loading?
    private let rehearsal: ModelRehearsal
    private let isRunning = Atomic(false)
    private let replacing = Guarded<(@Sendable (ServedModels) -> Void)?>(nil)

    init(_ load: Loading?, rehearsal: ModelRehearsal) {
        self.load = load
        self.rehearsal = rehearsal
    }

    /// Names what takes the new models over.
    func onLoaded(_ replace: @escaping @Sendable (ServedModels) -> Void) {
        replacing.withLock { $0 = replace }
    }

    /// Loads and replaces; returns what is served now.
    func run() async throws(ModelReloadError) -> ServedModels {
        guard let load else { throw .notAvailable }
        let isFirst = isRunning.compareExchange(
            expected: false,
            desired: true,
            ordering: .acquiringAndReleasing
        )
        guard isFirst.exchanged else { throw .running }
        defer { isRunning.store(false, ordering: .releasing) }
        let models: ServedModels
        do {
            models = try await load()
            try await rehearsal.run(models)
        } catch {
            throw .unusable(reason: "\(error)")
        }
        replacing.withLock(\.self)?(models)
        return models
    }
}
