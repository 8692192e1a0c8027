import Inference
import Testing

/// A clock whose time the test sets.
private struct Moment: InstantProtocol {
    var offset = Duration.zero

    func advanced(by duration: Duration) -> Moment { Moment(offset: offset + duration) }
    func duration(to other: Moment) -> Duration { other.offset - offset }
    static func < (a: Moment, b: Moment) -> Bool { a.offset < b.offset }
}

@Suite struct WorkQueueTests {
    private static let start = Moment()
    private static let late = Moment(offset: .seconds(60))

    private func queue(length: Int = 3, bytes: Int = 100, workers: Int = 1) -> WorkQueue<Moment> {
        WorkQueue(maximumLength: length, maximumBytes: bytes, workers: workers)
    }

    @Test func servesInOrderOfArrival() throws {
        var queue = queue()
        let first = try queue.admit(bytes: 1, deadline: Self.late, now: Self.start)
        let second = try queue.admit(bytes: 1, deadline: Self.late, now: Self.start)
        #expect(queue.next(now: Self.start) == .compute(first))
        #expect(queue.next(now: Self.start) == .compute(second))
        #expect(queue.next(now: Self.start) == nil)
    }

    @Test func refusesMoreJobsThanMayWait() throws {
        var queue = queue(length: 2)
        for _ in 1...2 { _ = try queue.admit(bytes: 0, deadline: Self.late, now: Self.start) }
        #expect(throws: WorkQueue<Moment>.Refusal.full(waiting: 2)) {
            try queue.admit(bytes: 0, deadline: Self.late, now: Self.start)
        }
        _ = queue.next(now: Self.start)
        _ = try queue.admit(bytes: 0, deadline: Self.late, now: Self.start)
    }

    @Test func refusesMoreBytesThanMayWait() throws {
        var queue = queue(bytes: 100)
        _ = try queue.admit(bytes: 60, deadline: Self.late, now: Self.start)
        #expect(throws: WorkQueue<Moment>.Refusal.tooManyBytes(waiting: 60)) {
            try queue.admit(bytes: 41, deadline: Self.late, now: Self.start)
        }
        _ = try queue.admit(bytes: 40, deadline: Self.late, now: Self.start)
        #expect(queue.bytes == 100)
    }

    @Test func expiresWhatHasWaitedPastItsDeadline() throws {
        var queue = queue()
        let ticket = try queue.admit(bytes: 5, deadline: Moment(offset: .seconds(1)), now: Self.start)
        #expect(queue.next(now: Moment(offset: .seconds(1))) == .expire(ticket))
        #expect(queue.bytes == 0)
    }

    @Test func refusesAtOnceWhatCannotMeetItsDeadline() throws {
        var queue = queue(length: 10, workers: 2)
        queue.finished(after: .seconds(4))
        for _ in 1...2 { _ = try queue.admit(bytes: 0, deadline: Self.late, now: Self.start) }
        // Two jobs of four seconds on two threads: the third begins after four.
        #expect(queue.expectedWait == .seconds(4))
        #expect(throws: WorkQueue<Moment>.Refusal.hopeless) {
            try queue.admit(bytes: 0, deadline: Moment(offset: .seconds(4)), now: Self.start)
        }
        _ = try queue.admit(bytes: 0, deadline: Moment(offset: .seconds(5)), now: Self.start)
    }

    @Test func cancelsOnlyWhatStillWaits() throws {
        var queue = queue()
        let first = try queue.admit(bytes: 7, deadline: Self.late, now: Self.start)
        let second = try queue.admit(bytes: 7, deadline: Self.late, now: Self.start)
        let firstCancelled = queue.cancel(first)
        let again = queue.cancel(first)
        #expect(firstCancelled && !again)
        #expect(queue.bytes == 7)
        #expect(queue.next(now: Self.start) == .compute(second))
        let running = queue.cancel(second)
        #expect(!running)
    }

    @Test func acceptsNothingOnceClosedButFinishesWhatWaits() throws {
        var queue = queue()
        let ticket = try queue.admit(bytes: 0, deadline: Self.late, now: Self.start)
        queue.close()
        #expect(throws: WorkQueue<Moment>.Refusal.closed) {
            try queue.admit(bytes: 0, deadline: Self.late, now: Self.start)
        }
        #expect(queue.next(now: Self.start) == .compute(ticket))
    }

    @Test func learnsTheTypicalDuration() {
        var queue = queue()
        queue.finished(after: .milliseconds(80))
        #expect(queue.typicalDuration == .milliseconds(80))
        queue.finished(after: .milliseconds(160))
        // (7 · 80 + 160) / 8
        #expect(queue.typicalDuration == .milliseconds(90))
    }
}
