import Locking

/// Whether the service still takes new work, and how much it is at.
public final class Lifecycle: Sendable {
    private struct State {
        var drainingSince: ContinuousClock.Instant?
        var running = 0
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Guarded(State())

    /// Takes new work.
    public init() {}

    /// Whether draining has begun.
    public var isDraining: Bool { state.withLock { $0.drainingSince != nil } }

    /// From now on the service is not ready and refuses requests that begin to arrive; those that had begun are answered.
    public func beginDraining() {
        state.withLock { $0.drainingSince = $0.drainingSince ?? .now }
    }

    /// Waits until no request is being answered, for a time at most.
    public func finish(within bound: Duration) async {
        await withTaskGroup { group in
            group.addTask { await self.untilIdle() }
            group.addTask { try? await Task.sleep(for: bound) }
            await group.next()
            self.releaseWaiters()
            group.cancelAll()
        }
    }

    /// Counts a request in; false for one that came after draining had begun.
    func begin(receivedAt instant: ContinuousClock.Instant) -> Bool {
        state.withLock { state in
            if let since = state.drainingSince, instant >= since { return false }
            state.running += 1
            return true
        }
    }

    /// Counts an answered request out.
    func end() {
        let isIdle = state.withLock { state in
            state.running -= 1
            return state.running == 0
        }
        if isIdle { releaseWaiters() }
    }

    private func untilIdle() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                if state.running > 0 { state.waiters.append(continuation) }
                return state.running == 0
            }
            if isIdle { continuation.resume() }
        }
    }

    private func releaseWaiters() {
        let waiters = state.withLock { state in
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
