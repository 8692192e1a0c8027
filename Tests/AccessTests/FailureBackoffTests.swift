import Access
import Testing

@Suite struct FailureBackoffTests {
    let start = ContinuousClock.now

    private func at(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

    private func backoff(capacity: Int = 100) -> FailureBackoff {
        var limits = FailureBackoff.Limits()
        limits.allowedFailures = 3
        limits.window = .seconds(60)
        limits.firstWait = .seconds(1)
        limits.longestWait = .seconds(10)
        limits.capacity = capacity
        return FailureBackoff(limits)
    }

    private func fail(_ backoff: FailureBackoff, _ address: String, times: Int, at seconds: Double = 0) {
        for _ in 0..<times { backoff.recordFailure(for: address, at: at(seconds)) }
    }

    @Test func aFewFailuresCostNothing() {
        let backoff = backoff()
        #expect(backoff.wait(for: "a", at: at(0)) == nil)
        fail(backoff, "a", times: 2)
        #expect(backoff.wait(for: "a", at: at(0)) == nil)
    }

    @Test(arguments: [(3, 1), (4, 2), (5, 4), (6, 8), (7, 10), (8, 10), (200, 10)])
    func theWaitDoublesUpToABound(failures: Int, seconds: Int) {
        let backoff = backoff()
        fail(backoff, "a", times: failures)
        #expect(backoff.wait(for: "a", at: at(0)) == .seconds(seconds))
        #expect(backoff.wait(for: "a", at: at(0.5)) == .seconds(seconds) - .milliseconds(500))
        #expect(backoff.wait(for: "a", at: at(Double(seconds))) == nil)
        #expect(backoff.wait(for: "b", at: at(0)) == nil)
    }

    @Test func theNextFailureAfterAWaitGoesOnDoubling() {
        let backoff = backoff()
        fail(backoff, "a", times: 3)
        fail(backoff, "a", times: 1, at: 61)
        #expect(backoff.wait(for: "a", at: at(61)) == .seconds(2))
    }

    @Test func aWindowWithoutFailuresForgets() {
        let backoff = backoff()
        fail(backoff, "a", times: 3)
        // The wait ended after one second, and the window sixty later.
        fail(backoff, "a", times: 1, at: 61.5)
        #expect(backoff.wait(for: "a", at: at(61.5)) == nil)
    }

    @Test func failuresWithinAWindowOfEachOtherAddUp() {
        let backoff = backoff()
        for number in 0..<3 { fail(backoff, "a", times: 1, at: Double(number) * 50) }
        #expect(backoff.wait(for: "a", at: at(100)) == .seconds(1))
    }

    @Test func aSuccessForgets() {
        let backoff = backoff()
        fail(backoff, "a", times: 9)
        backoff.recordSuccess(for: "a")
        #expect(backoff.wait(for: "a", at: at(0)) == nil && backoff.count == 0)
        fail(backoff, "a", times: 2)
        #expect(backoff.wait(for: "a", at: at(0)) == nil)
    }

    @Test func aFailureThatIsToldLateDoesNotShortenAWait() {
        let backoff = backoff()
        fail(backoff, "a", times: 8, at: 5)
        fail(backoff, "a", times: 1, at: 4)
        #expect(backoff.wait(for: "a", at: at(5)) == .seconds(10))
    }

    @Test func tenThousandAddressesAreTrackedInBoundedRoomAndDisplaceNobodyWhoWaits() {
        let backoff = backoff(capacity: 1_000)
        fail(backoff, "guesser", times: 20)
        for number in 0..<10_000 {
            fail(backoff, "10.0.\(number / 256).\(number % 256)", times: 1)
            #expect(backoff.count <= 1_000)
        }
        #expect(backoff.wait(for: "guesser", at: at(0)) == .seconds(10))
    }
}
