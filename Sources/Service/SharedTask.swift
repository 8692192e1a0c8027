import Locking

/// Work that several requests wait for and none owns: one of them going away changes nothing for the others, and when
/// the last is gone the work is cancelled.
package final class SharedTask<Value: Sendable>: Sendable {
    private struct State {
        var waiting: [Int: CheckedContinuation<Value, any Error>] = [:]
        /// Those who have joined and not left, also before they wait.
        var members: Set<Int> = []
        var joined = 0
        var task: Task<Void, Never>?
        var outcome: Result<Value, any Error>?
        var isAbandoned = false
    }

    private let state = Guarded(State())

    /// Work that nobody has begun or joined yet.
    package init() {}

    /// Says that somebody will wait; nil where everybody has left before, and the work is not to be counted on.
    package func join() -> Int? {
        state.withLock { state in
            guard !state.isAbandoned else { return nil }
            state.joined += 1
            state.members.insert(state.joined)
            return state.joined
        }
    }

    /// Begins the work, which ends with a call of ``finish(_:)``.
    package func start(_ work: @escaping @Sendable () async -> Void) {
        let task = Task { await work() }
        let isAbandoned = state.withLock { state in
            state.task = task
            return state.isAbandoned
        }
        if isAbandoned { task.cancel() }
    }

    /// Gives the outcome to everybody.
    package func finish(_ outcome: Result<Value, any Error>) {
        let waiting = state.withLock { state in
            state.outcome = outcome
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume(with: outcome) }
    }

    /// Waits as the member that joined under the number.
    ///
    /// - Throws: `CancellationError` at once when the waiting task is cancelled, else what the work throws.
    package func value(for member: Int) async throws -> Value {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<Value, any Error>? = state.withLock { state in
                    guard state.members.contains(member) else { return .failure(CancellationError()) }
                    if state.outcome == nil { state.waiting[member] = continuation }
                    return state.outcome
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            leave(member)
        }
    }

    private func leave(_ member: Int) {
        let (continuation, task) = state.withLock { state in
            state.members.remove(member)
            if state.members.isEmpty { state.isAbandoned = true }
            return (state.waiting.removeValue(forKey: member), state.isAbandoned ? state.task : nil)
        }
        continuation?.resume(throwing: CancellationError())
        task?.cancel()
    }
}
