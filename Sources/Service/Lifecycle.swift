import Synchronization

/// Whether the service still takes new work.
public final class Lifecycle: Sendable {
    private let draining = Atomic(false)

    /// Takes new work.
    public init() {}

    /// Whether draining has begun.
    public var isDraining: Bool { draining.load(ordering: .relaxed) }

    /// From now on the service is not ready; what has been accepted is still answered.
    public func beginDraining() { draining.store(true, ordering: .relaxed) }
}
