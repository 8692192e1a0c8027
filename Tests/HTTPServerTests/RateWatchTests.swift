import HTTPServer
import Testing

@Suite struct RateWatchTests {
    /// Whether a watch with windows of 5 s finds it too slow, at each look: seconds since the start, bytes moved.
    private func verdicts(_ bytesPerSecond: Int, moved: Int = 0, _ looks: (Int, Int)...) -> [Bool] {
        let start = ContinuousClock.now
        var watch = RateWatch(
            bytesPerSecond: bytesPerSecond,
            window: .seconds(5),
            moved: moved,
            now: start
        )
        return looks.map { seconds, moved in watch.isTooSlow(moved: moved, at: start + .seconds(seconds)) }
    }

    @Test func asksForTheRateInEveryWindow() {
        #expect(
            verdicts(100, moved: 1_000, (4, 1_000), (5, 1_500), (9, 1_500), (10, 1_999))
                == [false, false, false, true]
        )
    }

    @Test func givesNoCreditForAnEarlierWindow() {
        #expect(verdicts(100, (5, 1_000_000), (10, 1_000_000)) == [false, true])
    }

    @Test func takesAnyRateForFastEnoughWhereNoneIsAskedFor() {
        #expect(verdicts(0, (3_600, 0)) == [false])
    }
}
