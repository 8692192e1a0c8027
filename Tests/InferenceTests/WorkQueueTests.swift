import Inference
import Testing

@Suite struct WorkQueueTests {
    @Test func servesInOrderOfArrival() throws {
        var queue = WorkQueue<Moment>()
        let first = try queue.admit()
        let second = try queue.admit()
        #expect(queue.next(now: .start) == .compute(first))
        #expect(queue.next(now: .start) == .compute(second))
        #expect(queue.next(now: .start) == nil)
    }

    @Test func whatARequestBringsLaterStandsWhereTheRequestStands() throws {
        var queue = WorkQueue<Moment>()
        let place = queue.arrive()
        let younger = try queue.admit()
        let older = try queue.admit(at: place)
        let oldersNext = try queue.admit(at: place)
        #expect(queue.next(now: .start) == .compute(older))
        #expect(queue.next(now: .start) == .compute(oldersNext))
        #expect(queue.next(now: .start) == .compute(younger))
    }

    @Test func refusesMoreJobsThanMayWait() throws {
        var queue = WorkQueue<Moment>(length: 2)
        for _ in 1...2 { _ = try queue.admit() }
        #expect(throws: WorkQueue<Moment>.Refusal.full(waiting: 2)) { try queue.admit() }
        _ = queue.next(now: .start)
        _ = try queue.admit()
    }

    @Test func refusesMoreBytesThanMayWait() throws {
        var queue = WorkQueue<Moment>(bytes: 100)
        _ = try queue.admit(bytes: 60)
        #expect(throws: WorkQueue<Moment>.Refusal.tooManyBytes(waiting: 60)) { try queue.admit(bytes: 41) }
        _ = try queue.admit(bytes: 40)
        #expect(queue.bytes == 100)
    }

    @Test func expiresWhatHasWaitedPastItsDeadline() throws {
        var queue = WorkQueue<Moment>()
        let deadline = Moment(offset: .seconds(1))
        let first = try queue.admit(bytes: 5, until: deadline)
        let second = try queue.admit(bytes: 5)
        let third = try queue.admit(bytes: 5, until: deadline)
        #expect(queue.next(now: deadline) == .expire([first, third]))
        #expect(queue.bytes == 5)
        #expect(queue.next(now: deadline) == .compute(second))
    }

    @Test func refusesAtOnceWhatCannotMeetItsDeadline() throws {
        var queue = WorkQueue<Moment>(workers: 2)
        queue.finished(.other, after: .seconds(4))
        let early = queue.arrive()
        for _ in 1...2 { _ = try queue.admit() }
        // Two jobs of four seconds on two threads: the third begins after four.
        #expect(queue.expectedWait == .seconds(4))
        let four = Moment(offset: .seconds(4))
        #expect(throws: WorkQueue<Moment>.Refusal.hopeless) { try queue.admit(until: four) }
        _ = try queue.admit(until: Moment(offset: .seconds(5)))
        // Who stands before them does not wait for them.
        _ = try queue.admit(until: four, at: early)
    }

    @Test func refusesWhoWouldStandTooLongBehindOthers() throws {
        var queue = WorkQueue<Moment>(workers: 2, wait: .seconds(3))
        queue.finished(.other, after: .seconds(2))
        let early = queue.arrive()
        for _ in 1...3 { _ = try queue.admit() }
        // Three jobs of two seconds on two threads: a fourth request would wait for three seconds, a fifth for four.
        _ = try queue.admit()
        #expect(throws: WorkQueue<Moment>.Refusal.tooLong(wait: .seconds(4))) { try queue.admit() }
        // Who came first stands before them.
        _ = try queue.admit(at: early)
    }

    @Test func aQueueThatIsNeverEmptyTakesOnlyWhatKeepsTheThreadsBusy() throws {
        var queue = WorkQueue<Moment>(workers: 1, wait: .seconds(10))
        queue.finished(.other, after: .seconds(1))
        func admit(at seconds: Int) throws { _ = try queue.admit(now: Moment(offset: .seconds(seconds))) }
        func compute(_ count: Int) { for _ in 1...count { _ = queue.next(now: .start) } }
        // A burst of ten may wait.
        for _ in 1...9 { try admit(at: 0) }
        try admit(at: 4)
        // After half of the ten seconds with somebody waiting all the time, a job's time is the most.
        #expect(throws: WorkQueue<Moment>.Refusal.tooLong(wait: .seconds(10))) { try admit(at: 5) }
        compute(9)
        try admit(at: 11)
        #expect(throws: WorkQueue<Moment>.Refusal.tooLong(wait: .seconds(2))) { try admit(at: 11) }
        // A moment without anybody changes nothing; ten seconds without a refusal do.
        compute(2)
        for _ in 1...2 { try admit(at: 20) }
        #expect(throws: WorkQueue<Moment>.Refusal.tooLong(wait: .seconds(2))) { try admit(at: 20) }
        compute(2)
        for _ in 1...10 { try admit(at: 30) }
    }

    @Test func aRequestDoesNotWaitForItsOwnJobs() throws {
        var queue = WorkQueue<Moment>(wait: .milliseconds(300))
        queue.finished(.other, after: .milliseconds(200))
        let place = queue.arrive()
        for _ in 1...32 { _ = try queue.admit(at: place) }
        #expect(queue.count == 32)
    }

    @Test func cancelsOnlyWhatStillWaits() throws {
        var queue = WorkQueue<Moment>()
        let first = try queue.admit(bytes: 7)
        let second = try queue.admit(bytes: 7)
        let firstCancelled = queue.cancel(first)
        let again = queue.cancel(first)
        #expect(firstCancelled && !again)
        #expect(queue.bytes == 7)
        #expect(queue.next(now: .start) == .compute(second))
        let running = queue.cancel(second)
        #expect(!running)
    }

    @Test func acceptsNothingOnceClosedButFinishesWhatWaits() throws {
        var queue = WorkQueue<Moment>()
        let alone = try queue.admit()
        let staged = try queue.admit(.preparation(WorkQueue.Lane(1)))
        queue.close()
        #expect(throws: WorkQueue<Moment>.Refusal.closed) { try queue.admit() }
        #expect(queue.next(now: .start) == .compute(alone))
        #expect(queue.next(now: .start) == .prepare(staged, WorkQueue.Lane(1)))
        let comesBack = queue.prepared(staged)
        #expect(comesBack)
        #expect(queue.next(now: .start) == .batch([staged], WorkQueue.Lane(1)))
    }

    @Test func learnsTheTypicalDurationOfAnItem() {
        var queue = WorkQueue<Moment>()
        let stage = WorkQueue<Moment>.Stage.item(WorkQueue.Lane(1))
        queue.finished(stage, after: .milliseconds(80))
        #expect(queue.typicalDuration(of: stage) == .milliseconds(80))
        queue.finished(stage, units: 2, after: .milliseconds(330))
        // An eighth is forgotten: (7/8 · 80 + 330) / (7/8 + 2) = 400 / 2.875
        let found = queue.typicalDuration(of: stage)
        #expect(abs(found / .milliseconds(1) - 139.130_435) < 1e-5)
        #expect(queue.typicalDuration(of: .other) == .zero)
    }

    @Test func oneKindsPaceSaysNothingOfAnother() throws {
        var queue = WorkQueue<Moment>(wait: .seconds(3))
        queue.finished(.alone(WorkQueue.Kind(1)), after: .seconds(4))
        let slow = try queue.admit(.alone(WorkQueue.Kind(1)))
        #expect(queue.expectedWait == .seconds(4))
        #expect(queue.next(now: .start) == .compute(slow))
        _ = try queue.admit(.alone(WorkQueue.Kind(2)))
        #expect(queue.expectedWait == .zero)
    }

    @Test func aJobIsAsLongAsItsUnits() throws {
        var queue = WorkQueue<Moment>(wait: .seconds(3))
        queue.finished(.other, units: 10, after: .seconds(1))
        _ = try queue.admit(units: 5)
        _ = try queue.admit(units: 20)
        #expect(queue.expectedWait == .milliseconds(2_500))
        _ = try queue.admit(units: 10)
        #expect(throws: WorkQueue<Moment>.Refusal.tooLong(wait: .milliseconds(3_500))) { try queue.admit() }
    }

    @Test func theServicesOwnJobsComeInWhateverWaits() throws {
        var queue = WorkQueue<Moment>(length: 2, bytes: 100, wait: .seconds(3))
        queue.finished(.other, after: .seconds(4))
        for _ in 1...2 { _ = try queue.admit(bytes: 50, isOwed: true) }
        #expect(throws: WorkQueue<Moment>.Refusal.full(waiting: 2)) { try queue.admit() }
        _ = try queue.admit(bytes: 50, isOwed: true)
        #expect(queue.count == 3)
        queue.close()
        #expect(throws: WorkQueue<Moment>.Refusal.closed) { try queue.admit(isOwed: true) }
    }
}
