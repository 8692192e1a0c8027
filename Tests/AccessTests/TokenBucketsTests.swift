import Access
import Testing

@Suite struct TokenBucketsTests {
    let start = ContinuousClock.now

    private func buckets(_ perSecond: Double, burst: Int, capacity: Int = 100) throws -> TokenBuckets {
        TokenBuckets(try #require(CallRate(perSecond: perSecond, burst: burst)), capacity: capacity)
    }

    private func at(_ milliseconds: Int) -> ContinuousClock.Instant { start + .milliseconds(milliseconds) }

    @Test func aBurstIsAllowedAndThenOneCallForEachTokenThatComesBack() throws {
        let buckets = try buckets(2, burst: 3)
        for _ in 0..<3 { #expect(buckets.take("a", at: at(0)) == nil) }
        #expect(buckets.take("a", at: at(0)) == .milliseconds(500))
        #expect(buckets.take("a", at: at(200)) == .milliseconds(300))
        #expect(buckets.take("a", at: at(500)) == nil)
        #expect(buckets.take("a", at: at(500)) == .milliseconds(500))
    }

    @Test func aRefusedCallTakesNothing() throws {
        let buckets = try buckets(1, burst: 1)
        #expect(buckets.take("a", at: at(0)) == nil)
        for time in stride(from: 0, to: 1000, by: 10) { #expect(buckets.take("a", at: at(time)) != nil) }
        #expect(buckets.take("a", at: at(1000)) == nil)
    }

    @Test func aBucketNeverHoldsMoreThanItsBurst() throws {
        let buckets = try buckets(10, burst: 4)
        #expect(buckets.take("a", at: at(0)) == nil)
        // An hour is room for 36,000 tokens; four are there.
        for _ in 0..<4 { #expect(buckets.take("a", at: at(3_600_000)) == nil) }
        #expect(buckets.take("a", at: at(3_600_000)) == .milliseconds(100))
    }

    /// 5 at once and 4 a second: 5 + 10 · 4 = 45 calls in 10 seconds, however often one tries.
    @Test func theLongRunIsTheRate() throws {
        let buckets = try buckets(4, burst: 5)
        let allowed = (0...10_000).count { buckets.take("a", at: at($0)) == nil }
        #expect(allowed == 45)
    }

    @Test func aRateBelowOneASecondWorksAlike() throws {
        let buckets = try buckets(0.25, burst: 1)
        #expect(buckets.take("a", at: at(0)) == nil)
        #expect(buckets.take("a", at: at(1000)) == .seconds(3))
        #expect(buckets.take("a", at: at(4000)) == nil)
    }

    @Test func callersDoNotShareABucket() throws {
        let buckets = try buckets(1, burst: 1)
        #expect(buckets.take("a", at: at(0)) == nil && buckets.take("b", at: at(0)) == nil)
        #expect(buckets.take("a", at: at(0)) != nil && buckets.take("b", at: at(0)) != nil)
    }

    @Test func aTimeThatComesALittleLateGivesNothingAway() throws {
        let buckets = try buckets(1, burst: 2)
        #expect(buckets.take("a", at: at(1000)) == nil)
        #expect(buckets.take("a", at: at(999)) == nil)
        #expect(buckets.take("a", at: at(998)) == .seconds(1))
    }

    @Test func tenThousandAddressesAreTrackedInBoundedRoom() throws {
        let buckets = try buckets(1, burst: 5, capacity: 1_000)
        for number in 0..<10_000 {
            #expect(buckets.take("10.0.\(number / 256).\(number % 256)", at: at(0)) == nil)
            #expect(buckets.count <= 1_000)
        }
    }

    @Test func aFloodOfAddressesDoesNotResetALimitedCaller() throws {
        let buckets = try buckets(1, burst: 5, capacity: 1_000)
        for _ in 0..<5 { #expect(buckets.take("limited", at: at(0)) == nil) }
        for number in 0..<10_000 {
            _ = buckets.take("flood \(number)", at: at(number / 20))
            if number % 100 == 0 { #expect(buckets.take("limited", at: at(number / 20)) != nil) }
        }
        #expect(buckets.take("limited", at: at(999)) == .milliseconds(1))
    }

    @Test func aFloodOfLimitedCallersForgetsOnlyAsManyAsItMust() throws {
        let buckets = try buckets(1, burst: 2, capacity: 400)
        for number in 0..<400 {
            for _ in 0..<2 { #expect(buckets.take("c\(number)", at: at(0)) == nil) }
        }
        #expect(buckets.take("one more", at: at(0)) == nil)
        // A quarter of 400 makes room; one is new.
        #expect(buckets.count == 301)
    }

    @Test func fullBucketsAreForgottenBeforeAnyOther() throws {
        let buckets = try buckets(1, burst: 2, capacity: 8)
        for number in 0..<7 { #expect(buckets.take("rested \(number)", at: at(0)) == nil) }
        for _ in 0..<2 { #expect(buckets.take("limited", at: at(1500)) == nil) }
        #expect(buckets.take("new", at: at(1500)) == nil)
        #expect(buckets.count == 2 && buckets.take("limited", at: at(1500)) == .seconds(1))
    }

    @Test func manyTasksTakeNoMoreThanThereIs() async throws {
        let buckets = try buckets(0.001, burst: 100)
        let start = start
        let allowed = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask { (0..<100).count { _ in buckets.take("a", at: start) == nil } }
            }
            return await group.reduce(0, +)
        }
        #expect(allowed == 100)
    }

    @Test(arguments: [
        (0.0, 1), (-1, 1), (.nan, 1), (.infinity, 1), (2e6, 1), (1, 0), (1, -1), (1, 2_000_000),
    ])
    func refusesARateThatIsNone(perSecond: Double, burst: Int) {
        #expect(CallRate(perSecond: perSecond, burst: burst) == nil)
    }
}
