import Inference
import Testing

/// Jobs in two stages: prepared alone, computed together.
@Suite struct BatchTurnTests {
    private typealias Queue = WorkQueue<Moment>
    private static let lane = Queue.Lane(1)
    private static let other = Queue.Lane(2)

    /// A queue that has learnt that computing takes four times as long as preparing.
    private func queue(length: Int = 64, batch: Int = 8, workers: Int = 1) -> Queue {
        var queue = Queue(length: length, batch: batch, workers: workers)
        for lane in [Self.lane, Self.other] {
            queue.finished(.preparation(lane), after: .milliseconds(5))
            queue.finished(.item(lane), after: .milliseconds(20))
        }
        return queue
    }

    private func admit(_ count: Int, _ queue: inout Queue, lane: Queue.Lane = lane) throws -> [Queue.Ticket] {
        try (0..<count).map { _ in try queue.admit(.preparation(lane)) }
    }

    /// Takes turns up to and with the first that is not a preparation; the tickets that were prepared.
    private func prepareAll(_ queue: inout Queue) -> [Queue.Ticket] {
        var prepared: [Queue.Ticket] = []
        while case .prepare(let ticket, _)? = queue.next(now: .start) {
            _ = queue.prepared(ticket)
            prepared.append(ticket)
        }
        return prepared
    }

    @Test func anUncontendedRequestIsComputedRightAfterItsPreparation() throws {
        var queue = queue()
        let ticket = try queue.admit(.preparation(Self.lane))
        #expect(queue.next(now: .start) == .prepare(ticket, Self.lane))
        _ = queue.prepared(ticket)
        #expect(queue.next(now: .start) == .batch([ticket], Self.lane))
        #expect(queue.next(now: .start) == nil)
    }

    @Test func aSecondStageGoesBeforeEveryYoungerJobOfAnotherKind() throws {
        var queue = queue()
        let older = try queue.admit(.preparation(Self.lane))
        #expect(queue.next(now: .start) == .prepare(older, Self.lane))
        let alone = try queue.admit()
        let elsewhere = try queue.admit(.preparation(Self.other))
        _ = queue.prepared(older)
        #expect(queue.next(now: .start) == .batch([older], Self.lane))
        #expect(queue.next(now: .start) == .compute(alone))
        #expect(queue.next(now: .start) == .prepare(elsewhere, Self.other))
    }

    /// Where preparing takes long beside computing, a batch could not save what the wait for it costs.
    @Test func aLongPreparationOfAYoungerRequestWaits() throws {
        var queue = queue()
        queue.finished(.preparation(Self.lane), after: .seconds(1))
        let tickets = try admit(2, &queue)
        #expect(queue.next(now: .start) == .prepare(tickets[0], Self.lane))
        _ = queue.prepared(tickets[0])
        #expect(queue.next(now: .start) == .batch([tickets[0]], Self.lane))
    }

    @Test func whatWaitsIsComputedTogetherUpToTheLimit() throws {
        var queue = queue(batch: 3)
        let tickets = try admit(5, &queue)
        for ticket in tickets.prefix(3) {
            #expect(queue.next(now: .start) == .prepare(ticket, Self.lane))
            _ = queue.prepared(ticket)
        }
        #expect(queue.next(now: .start) == .batch(Array(tickets.prefix(3)), Self.lane))
        for ticket in tickets.suffix(2) {
            #expect(queue.next(now: .start) == .prepare(ticket, Self.lane))
            _ = queue.prepared(ticket)
        }
        #expect(queue.next(now: .start) == .batch(Array(tickets.suffix(2)), Self.lane))
    }

    @Test func lanesAreNotMixed() throws {
        var queue = queue()
        let place = queue.arrive()
        let here = try queue.admit(.preparation(Self.lane), at: place)
        let there = try queue.admit(.preparation(Self.other), at: place)
        let alsoHere = try queue.admit(.preparation(Self.lane), at: place)
        #expect(queue.next(now: .start) == .prepare(here, Self.lane))
        _ = queue.prepared(here)
        #expect(queue.next(now: .start) == .prepare(alsoHere, Self.lane))
        _ = queue.prepared(alsoHere)
        #expect(queue.next(now: .start) == .batch([here, alsoHere], Self.lane))
        #expect(queue.next(now: .start) == .prepare(there, Self.other))
    }

    /// ceil(waiting / workers), so that no thread takes what another could begin.
    @Test(arguments: [(2, [3, 2, 1]), (3, [2, 2, 1, 1]), (6, [1, 1, 1, 1, 1, 1])])
    func freeThreadsShareWhatWaits(workers: Int, sizes: [Int]) throws {
        var queue = queue(workers: workers)
        let tickets = try admit(6, &queue)
        // All six are prepared by threads that were free at the same time.
        for ticket in tickets { #expect(queue.next(now: .start) == .prepare(ticket, Self.lane)) }
        for ticket in tickets { _ = queue.prepared(ticket) }
        var found: [Int] = []
        while case .batch(let batch, _)? = queue.next(now: .start) { found.append(batch.count) }
        #expect(found == sizes)
    }

    /// What is decoded holds memory: the preparations that go before an item are bounded.
    @Test func theDecodedPixelsAreBounded() throws {
        var queue = queue(length: 100, batch: 4)
        _ = try admit(50, &queue)
        #expect(prepareAll(&queue).count == 4)
        // The turn after them was their batch.
        #expect(queue.count == 46)
    }

    /// Files that cannot be decoded never become items; they must not keep an older item waiting for ever.
    @Test func failingPreparationsDoNotHoldAnItemUp() throws {
        var queue = queue(length: 100, batch: 4)
        let good = try queue.admit(.preparation(Self.lane))
        _ = try admit(50, &queue)
        #expect(queue.next(now: .start) == .prepare(good, Self.lane))
        _ = queue.prepared(good)
        var failed = 0
        while case .prepare(let bad, _)? = queue.next(now: .start) {
            let isAwaited = queue.abandoned(bad)
            #expect(isAwaited)
            failed += 1
        }
        #expect(failed == 4)
    }

    @Test func anExpiredItemLeavesBeforeTheBatchIsCut() throws {
        var queue = queue(workers: 3)
        let deadline = Moment(offset: .seconds(1))
        let tickets = [
            try queue.admit(.preparation(Self.lane)),
            try queue.admit(.preparation(Self.lane), until: deadline),
            try queue.admit(.preparation(Self.lane)),
        ]
        for ticket in tickets { #expect(queue.next(now: .start) == .prepare(ticket, Self.lane)) }
        for ticket in tickets { _ = queue.prepared(ticket) }
        #expect(queue.next(now: deadline) == .expire([tickets[1]]))
        #expect(queue.next(now: deadline) == .batch([tickets[0]], Self.lane))
        #expect(queue.next(now: deadline) == .batch([tickets[2]], Self.lane))
    }

    @Test func aCancelledItemLeavesBeforeTheBatchIsCut() throws {
        var queue = queue()
        let tickets = try admit(3, &queue)
        for ticket in tickets {
            _ = queue.next(now: .start)
            _ = queue.prepared(ticket)
        }
        let isCancelled = queue.cancel(tickets[1])
        #expect(isCancelled)
        #expect(queue.next(now: .start) == .batch([tickets[0], tickets[2]], Self.lane))
    }

    @Test func aJobThatIsCancelledWhileItIsPreparedDoesNotComeBack() throws {
        var queue = queue()
        let ticket = try queue.admit(.preparation(Self.lane), bytes: 9)
        #expect(queue.next(now: .start) == .prepare(ticket, Self.lane))
        let isCancelled = queue.cancel(ticket)
        let comesBack = queue.prepared(ticket)
        #expect(isCancelled && !comesBack)
        #expect(queue.next(now: .start) == nil && queue.bytes == 0)
    }

    @Test func bytesAreHeldUntilTheComputationBegins() throws {
        var queue = queue()
        let ticket = try queue.admit(.preparation(Self.lane), bytes: 9)
        _ = queue.next(now: .start)
        #expect(queue.bytes == 9)
        _ = queue.prepared(ticket)
        #expect(queue.bytes == 9)
        #expect(queue.next(now: .start) == .batch([ticket], Self.lane))
        #expect(queue.bytes == 0)
    }

    @Test func bytesOfAFailedPreparationAreFree() throws {
        var queue = queue()
        let ticket = try queue.admit(.preparation(Self.lane), bytes: 9)
        _ = queue.next(now: .start)
        _ = queue.abandoned(ticket)
        #expect(queue.bytes == 0)
    }

    @Test func aPreparedItemComesInThoughTheQueueIsFull() throws {
        var queue = queue(length: 1)
        let first = try queue.admit(.preparation(Self.lane))
        _ = queue.next(now: .start)
        _ = try queue.admit()
        let comesBack = queue.prepared(first)
        #expect(comesBack && queue.count == 2)
        #expect(throws: Queue.Refusal.full(waiting: 2)) { try queue.admit() }
    }

    /// A preparation that waits is followed by its computation: (5 + 20) ms for each of two jobs.
    @Test func theExpectedWaitHoldsBothStages() throws {
        var queue = queue()
        _ = try admit(2, &queue)
        #expect(queue.expectedWait == .milliseconds(50))
    }
}
