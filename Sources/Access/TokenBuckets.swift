import Locking

/// How often one caller may call: so many times at once, and so many times a second in the long run.
public struct CallRate: Equatable, Sendable {
    /// Calls a second in the long run, 0.001 to 1,000,000.
    public let perSecond: Double
    /// Calls at once after a rest, 1 to 1,000,000.
    public let burst: Int

    /// Nil where a value lies outside its range.
    public init?(perSecond: Double, burst: Int) {
        guard (0.001...1_000_000).contains(perSecond), (1...1_000_000).contains(burst) else { return nil }
        self.perSecond = perSecond
        self.burst = burst
    }
}

/// A token bucket for each caller.
///
/// A bucket is kept as the one instant at which it will be full again (the generic cell rate algorithm, ITU-T
/// I.371): one that is full already need not be kept, so nothing is lost by forgetting it. Where more callers
/// are tracked than there is room for, the fullest buckets are forgotten first. A flood of addresses that
/// call once each therefore displaces its own buckets; to get an empty bucket forgotten, somebody has to
/// empty as many others as there is room for.
public final class TokenBuckets: Sendable {
    private let interval: Duration
    private let depth: Duration
    private struct State {
        var fullAt: BoundedRecords<ContinuousClock.Instant>
        var latest: ContinuousClock.Instant?
    }

    private let state: Guarded<State>

    /// - Parameters:
    ///   - rate: The same for every caller.
    ///   - capacity: The most callers tracked at a time, about 100 bytes each.
    public init(_ rate: CallRate, capacity: Int = 16_384) {
        interval = .seconds(1) / rate.perSecond
        depth = interval * rate.burst
        state = Guarded(State(fullAt: BoundedRecords(capacity: capacity)))
    }

    /// How long a caller's next call would have to wait; nil where it would be allowed now.
    ///
    /// - Parameter key: As in ``take(_:at:)``.
    public func wait(for key: String, at now: ContinuousClock.Instant) -> Duration? {
        state.withLock { wait(in: $0, for: key, at: max($0.latest ?? now, now)) }
    }

    private func wait(in state: State, for key: String, at now: ContinuousClock.Instant) -> Duration? {
        let full = max(state.fullAt[key] ?? now, now) + interval
        let wait = now.duration(to: full) - depth
        return wait > .zero ? wait : nil
    }

    /// Takes a token from a caller's bucket.
    ///
    /// - Parameters:
    ///   - key: The caller: a key's id or, without a key, ``AddressGroup/key``.
    ///   - now: The time; calls that come a little out of order do no harm.
    /// - Returns: Nil where the call is allowed; else how long until the next one would be. A refused
    ///   call takes nothing.
    public func take(_ key: String, at now: ContinuousClock.Instant) -> Duration? {
        state.withLock { state in
            // Threads that read the clock in one order may come here in another.
            let now = max(state.latest ?? now, now)
            state.latest = now
            if let wait = wait(in: state, for: key, at: now) { return wait }
            let full = max(state.fullAt[key] ?? now, now) + interval
            state.fullAt.set(full, for: key) { weight(of: $0, at: now) }
            return nil
        }
    }

    /// The number of callers tracked.
    package var count: Int { state.withLock { $0.fullAt.records.count } }

    /// How empty a bucket is; nil where it is full.
    private func weight(of full: ContinuousClock.Instant, at now: ContinuousClock.Instant) -> Int? {
        guard full > now else { return nil }
        let heaviest = BoundedRecords<ContinuousClock.Instant>.heaviest
        return Int((min(now.duration(to: full) / depth, 1) * Double(heaviest)).rounded())
    }
}
