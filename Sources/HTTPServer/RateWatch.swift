/// Sees to it that bytes keep moving: in every window at least the least rate's worth of them.
///
/// An average since the phase began would let a client that was quick at first stop for minutes.
package struct RateWatch: Sendable {
    private let window: Duration
    private let bytesPerWindow: Int
    private var windowEnd: ContinuousClock.Instant
    private var movedBefore: Int

    /// Begins the first window; `moved` is the count of bytes so far. A rate of 0 is never too slow.
    package init(bytesPerSecond: Int, window: Duration, moved: Int, now: ContinuousClock.Instant) {
        self.window = window
        let (product, overflow) = bytesPerSecond.multipliedReportingOverflow(by: window.milliseconds)
        bytesPerWindow = (overflow ? .max : product) / 1_000
        windowEnd = now + window
        movedBefore = moved
    }

    /// Whether a window has ended in which too little moved; `moved` counts as in `init`.
    package mutating func isTooSlow(moved: Int, at now: ContinuousClock.Instant) -> Bool {
        guard now >= windowEnd else { return false }
        if moved - movedBefore < bytesPerWindow { return true }
        windowEnd = now + window
        movedBefore = moved
        return false
    }
}
