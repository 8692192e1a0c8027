/// Whether the service may be sent requests, and why not.
public struct ReadinessReport: Sendable, Equatable, Encodable {
    /// What a check's last result says now.
    public enum State: String, Sendable, Encodable {
        /// Passed, within its maximum age.
        case ok
        /// Failed, within its maximum age.
        case failed
        /// There is no result yet, or it is older than its maximum age.
        case stale
    }

    /// One check.
    public struct Check: Sendable, Equatable, Encodable {
        /// The check's name.
        public let name: String
        /// What its last result says now.
        public let state: State
        /// How long ago that result was taken, in seconds, never negative; nil before the first.
        public let ageSeconds: Double?
    }

    /// True where there are checks and all of them are ok.
    public let isReady: Bool
    /// In the order in which they were declared.
    public let checks: [Check]

    /// `hilum_ready` and `hilum_ready_age_seconds` of each check, for `/metrics`.
    public var readings: [MetricReading] {
        checks.flatMap { check in
            let labels = ["check": check.name]
            let state = MetricReading(.ready, labels, check.state == .ok ? 1 : 0)
            return [state] + (check.ageSeconds.map { [MetricReading(.readyAge, labels, $0)] } ?? [])
        }
    }
}
