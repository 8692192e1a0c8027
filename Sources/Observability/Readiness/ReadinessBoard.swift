import Locking

/// Keeps the last result of each readiness check.
///
/// Whoever runs a check records its result here. A result counts for the check's maximum age only, so a check that
/// hangs makes the service not ready as one that fails does.
public final class ReadinessBoard: Sendable {
    /// The clock that results are taken by; it goes on through changes of the time of day.
    public typealias Instant = ContinuousClock.Instant

    private struct Entry {
        let name: String
        var maximumAge: Duration
        var last: (passed: Bool, at: Instant)?
    }

    private let entries = Guarded<[Entry]>([])

    /// No check: not ready.
    public init() {}

    /// Adds a check without a result; the name is ours, short, and written at `/readyz` and `/metrics`. A check that
    /// is there keeps its result and gets the new maximum age.
    public func declare(_ name: String, maximumAge: Duration) {
        entries.withLock { entries in
            if let index = entries.firstIndex(where: { $0.name == name }) {
                entries[index].maximumAge = maximumAge
            } else {
                entries.append(Entry(name: name, maximumAge: maximumAge))
            }
        }
    }

    /// Keeps a result; that of a check which was not declared is left out.
    /// - Returns: Whether it differs from the result before, or is the first.
    @discardableResult
    public func record(_ name: String, passed: Bool, at instant: Instant) -> Bool {
        entries.withLock { entries in
            guard let index = entries.firstIndex(where: { $0.name == name }) else { return false }
            let before = entries[index].last?.passed
            entries[index].last = (passed, instant)
            return before != passed
        }
    }

    /// What the results say at a moment.
    public func report(at instant: Instant) -> ReadinessReport {
        let checks = entries.withLock { entries in entries.map { Self.check($0, at: instant) } }
        return ReadinessReport(
            isReady: !checks.isEmpty && checks.allSatisfy { $0.state == .ok },
            checks: checks
        )
    }

    private static func check(_ entry: Entry, at instant: Instant) -> ReadinessReport.Check {
        guard let last = entry.last else {
            return ReadinessReport.Check(name: entry.name, state: .stale, ageSeconds: nil)
        }
        let age = max(.zero, last.at.duration(to: instant))
        let state: ReadinessReport.State = age > entry.maximumAge ? .stale : last.passed ? .ok : .failed
        return ReadinessReport.Check(name: entry.name, state: state, ageSeconds: age / .seconds(1))
    }
}
