import Locking

/// Slows down whoever presents wrong keys, by address.
///
/// After a number of failures an address has to wait, twice as long after every further one, up to a bound.
/// It is forgotten once it has neither failed nor waited for a whole window. A success forgets it at once:
/// with 256-bit secrets nobody succeeds by guessing, and colleagues behind one address should not wait for
/// one another's slips.
public final class FailureBackoff: Sendable {
    /// How failures are answered.
    public struct Limits: Equatable, Sendable {
        /// Failures before the first wait, at least 1.
        public var allowedFailures = 10
        /// How long an address is remembered after its last failure or wait.
        public var window = Duration.seconds(60)
        /// The first wait.
        public var firstWait = Duration.seconds(1)
        /// The longest wait.
        public var longestWait = Duration.seconds(300)
        /// The most addresses that are tracked; those with the fewest failures are forgotten first.
        public var capacity = 16_384

        /// The defaults.
        public init() {}
    }

    private struct Record: Sendable {
        var failures = 0
        var waitsUntil: ContinuousClock.Instant
    }

    private let limits: Limits
    private let records: Guarded<BoundedRecords<Record>>

    /// No failures yet.
    public init(_ limits: Limits = Limits()) {
        self.limits = limits
        records = Guarded(BoundedRecords(capacity: limits.capacity))
    }

    /// How long an address has to wait before a key from it is looked at; nil where it need not.
    ///
    /// - Parameter address: ``AddressGroup/key``.
    public func wait(for address: String, at now: ContinuousClock.Instant) -> Duration? {
        let until = records.withLock { $0[address]?.waitsUntil }
        guard let until, until > now else { return nil }
        return now.duration(to: until)
    }

    /// Counts a refused key.
    public func recordFailure(for address: String, at now: ContinuousClock.Instant) {
        records.withLock { records in
            var record = Record(waitsUntil: now)
            if let known = records[address], !isOver(known, at: now) { record = known }
            record.failures += 1
            record.waitsUntil = max(record.waitsUntil, now + wait(after: record.failures))
            records.set(record, for: address) { isOver($0, at: now) ? nil : $0.failures }
        }
    }

    /// Forgets the failures of an address from which a key was accepted.
    public func recordSuccess(for address: String) {
        records.withLock { $0.remove(address) }
    }

    /// The number of addresses tracked.
    package var count: Int { records.withLock { $0.records.count } }

    private func isOver(_ record: Record, at now: ContinuousClock.Instant) -> Bool {
        now > record.waitsUntil + limits.window
    }

    private func wait(after failures: Int) -> Duration {
        let doublings = failures - max(limits.allowedFailures, 1)
        guard doublings >= 0 else { return .zero }
        return min(limits.firstWait * (1 << min(doublings, 30)), limits.longestWait)
    }
}
