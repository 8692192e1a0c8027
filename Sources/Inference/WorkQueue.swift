/// What waits for a compute thread, as a pure value: who may come in, who goes next, who has waited in vain.
///
/// Work is done in the order in which requests arrived, whatever stage they are in: what a request brings later stands
/// where the request stands. Items of one lane that wait together are computed together. Time comes from outside, so that
/// every rule is tested without waiting.
public struct WorkQueue<Instant: InstantProtocol> where Instant.Duration == Duration {
    /// How much may wait and how it is shared out.
    public struct Limits: Sendable {
        let length: Int
        let bytes: Int
        let batch: Int
        let workers: Int
        let wait: Duration

        /// Sets the limits; `batch` and `workers` are at least 1. `wait` is for how long a request may stand behind
        /// others in a burst; once the queue has not been empty for half of that, a job's time is the most.
        public init(length: Int, bytes: Int, batch: Int, workers: Int, wait: Duration = .seconds(3_600)) {
            self.length = length
            self.bytes = bytes
            self.wait = wait
            self.batch = max(1, batch)
            self.workers = max(1, workers)
        }
    }

    /// Where a request stands in the line, with everything that it brings.
    public struct Place: Comparable, Hashable, Sendable {
        let number: UInt64

        /// The one who came earlier is less.
        public static func < (a: Place, b: Place) -> Bool { a.number < b.number }
    }

    /// Names one admitted job in all of its stages.
    public struct Ticket: Comparable, Hashable, Sendable {
        let place: Place
        let number: UInt64

        /// The one whose turn comes earlier is less.
        public static func < (a: Ticket, b: Ticket) -> Bool {
            (a.place, a.number) < (b.place, b.number)
        }
    }

    /// Names a kind of work whose waiting items are computed together.
    public struct Lane: Hashable, Sendable {
        let number: Int

        /// Names a lane; equal numbers are the same lane.
        public init(_ number: Int) { self.number = number }
    }

    /// Names work of one kind that is computed by itself, such as embedding texts with one model: a unit of it takes a
    /// similar time each time.
    public struct Kind: Hashable, Sendable {
        let number: Int

        /// Names a kind; equal numbers are the same kind.
        public init(_ number: Int) { self.number = number }
    }

    /// What a job is at a moment.
    public enum Stage: Hashable, Sendable {
        /// Computed by itself.
        case alone(Kind)
        /// Prepared by itself, then an item of the lane.
        case preparation(Lane)
        /// Prepared, and computed with others of its lane.
        case item(Lane)
    }

    /// A job that asks to come in.
    public struct Job: Sendable {
        let stage: Stage
        let units: Int
        let bytes: Int
        let deadline: Instant
        let isOwed: Bool

        /// Describes a job.
        ///
        /// - Parameters:
        ///   - stage: What it is.
        ///   - units: How much work of its kind it is; at least 1.
        ///   - bytes: What it holds until it is computed.
        ///   - deadline: When it is of no use any more.
        ///   - isOwed: Whether it comes in however much waits already. For the service's own jobs, which are few.
        public init(_ stage: Stage, units: Int = 1, bytes: Int, deadline: Instant, isOwed: Bool = false) {
            self.stage = stage
            self.units = max(1, units)
            self.bytes = bytes
            self.deadline = deadline
            self.isOwed = isOwed
        }
    }

    /// Why a job does not come in.
    public enum Refusal: Error, Equatable, Sendable {
        /// As many jobs wait as may.
        case full(waiting: Int)
        /// The bytes that wait would exceed the limit.
        case tooManyBytes(waiting: Int)
        /// The requests that came before will take longer than anybody is to wait.
        case tooLong(wait: Duration)
        /// Nothing more is accepted.
        case closed
        /// The job's deadline would pass before its turn comes.
        case hopeless
    }

    /// What a compute thread does next.
    public enum Turn: Equatable, Sendable {
        /// Compute this job.
        case compute(Ticket)
        /// Prepare this job for the lane, then tell ``WorkQueue/prepared(_:)`` or ``WorkQueue/abandoned(_:)``.
        case prepare(Ticket, Lane)
        /// Compute these items of the lane together.
        case batch([Ticket], Lane)
        /// Answer that their deadlines have passed.
        case expire([Ticket])
    }

    struct Entry {
        let ticket: Ticket
        var stage: Stage
        let units: Int
        let deadline: Instant
        let bytes: Int
    }

    let limits: Limits
    /// In the order of their tickets.
    var entries: [Entry] = []
    /// On a thread, to come back as an item.
    var preparing: [Ticket: Entry] = [:]
    /// How many of ``entries`` are in each stage.
    var waiting: [Stage: Int] = [:]
    /// Preparations that went before a waiting item since the lane's last batch.
    var overtaken: [Lane: Int] = [:]
    /// Since when something has waited without a break; nil while nothing does.
    private var standsSince: Instant?
    /// Until when only what keeps the threads busy comes in, whether something waits or not.
    private var strainedUntil: Instant?
    private var durations: [Stage: Pace] = [:]
    private var nextPlace: UInt64 = 0
    private var nextNumber: UInt64 = 0
    private var isClosed = false

    /// Bytes held by jobs that wait or are being prepared.
    public internal(set) var bytes = 0

    /// Makes an empty queue.
    public init(_ limits: Limits) {
        self.limits = limits
    }

    /// The number of waiting jobs.
    public var count: Int { entries.count }

    /// How long a job that came now would wait.
    public var expectedWait: Duration { work(of: entries) }

    /// How long a request waits for those before it; not for its own other jobs, such as the images of one batch.
    private func wait(at place: Place) -> Duration {
        work(of: entries.prefix(while: { $0.ticket.place < place }))
    }

    /// How long the threads together take for what waits.
    private func work(of entries: some Sequence<Entry>) -> Duration {
        entries.reduce(.zero) { $0 + work(of: $1) } / limits.workers
    }

    /// Whether more comes than can be computed, so that to let it wait would only make every answer late.
    ///
    /// A queue that has not been empty for half of the limit is no burst any more, and it is taken for one again only when
    /// nobody had to be refused for as long as the limit (after the adaptive queue limits of B. Maurer, "Fail at Scale", ACM
    /// Queue 13(8), 2015).
    private func isStrained(at now: Instant) -> Bool {
        if let strainedUntil, now < strainedUntil { return true }
        guard let standsSince else { return false }
        return standsSince.advanced(by: limits.wait / 2) <= now
    }

    /// For how long a request may stand behind others while more comes than can be computed: what keeps the threads busy.
    private var shortestPatience: Duration {
        min(limits.wait, entries.map { work(of: $0) }.max() ?? .zero)
    }

    /// What is still to be done for a job.
    private func work(of entry: Entry) -> Duration {
        let now = typicalDuration(of: entry.stage) * entry.units
        guard case .preparation(let lane) = entry.stage else { return now }
        return now + typicalDuration(of: .item(lane))
    }

    /// A moving average of how long a unit of work in the stage takes; zero until the first is done.
    public func typicalDuration(of stage: Stage) -> Duration { durations[stage]?.each ?? .zero }

    /// Learns how long so many units of work in a stage took together.
    public mutating func finished(_ stage: Stage, units: Int = 1, after duration: Duration) {
        durations[stage, default: Pace()].add(units: max(1, units), duration)
    }

    /// A request arrives: its place is behind everybody's.
    public mutating func arrive() -> Place {
        nextPlace += 1
        return Place(number: nextPlace)
    }

    /// Lets a job of the request at `place` in, or says why not.
    public mutating func admit(_ job: Job, at place: Place, now: Instant) throws(Refusal) -> Ticket {
        guard !isClosed else { throw .closed }
        if !job.isOwed { try checkRoom(for: job, at: place, now: now) }
        standsSince = standsSince ?? now
        nextNumber += 1
        let ticket = Ticket(place: place, number: nextNumber)
        insert(
            Entry(
                ticket: ticket,
                stage: job.stage,
                units: job.units,
                deadline: job.deadline,
                bytes: job.bytes
            )
        )
        bytes += job.bytes
        return ticket
    }

    private mutating func checkRoom(for job: Job, at place: Place, now: Instant) throws(Refusal) {
        guard entries.count < limits.length else { throw .full(waiting: entries.count) }
        guard job.bytes <= limits.bytes - bytes else { throw .tooManyBytes(waiting: bytes) }
        // Who stands further ahead waits for less than all the others.
        let isLast = entries.last.map { $0.ticket.place <= place } ?? true
        guard now.advanced(by: isLast ? expectedWait : .zero) < job.deadline else { throw .hopeless }
        let wait = wait(at: place)
        let isStrained = isStrained(at: now)
        guard wait <= (isStrained ? shortestPatience : limits.wait) else {
            if isStrained { strainedUntil = now.advanced(by: limits.wait) }
            throw .tooLong(wait: wait)
        }
    }

    /// A prepared job waits as an item of its lane; false when it was cancelled meanwhile.
    ///
    /// It comes in whatever the limits are, for it was admitted already: at most one job for each worker waits above the
    /// limit of the length.
    public mutating func prepared(_ ticket: Ticket) -> Bool {
        guard var entry = preparing.removeValue(forKey: ticket), case .preparation(let lane) = entry.stage
        else { return false }
        entry.stage = .item(lane)
        insert(entry)
        return true
    }

    /// A job that could not be prepared is gone; false when it was cancelled meanwhile.
    public mutating func abandoned(_ ticket: Ticket) -> Bool {
        guard let entry = preparing.removeValue(forKey: ticket) else { return false }
        bytes -= entry.bytes
        return true
    }

    /// Takes a job out that waits or is being prepared; false when it is computed already.
    public mutating func cancel(_ ticket: Ticket) -> Bool {
        if abandoned(ticket) { return true }
        let index = index(of: ticket)
        guard index < entries.count, entries[index].ticket == ticket else { return false }
        bytes -= take(at: index).bytes
        return true
    }

    /// Accepts nothing more; what waits is still computed.
    public mutating func close() {
        isClosed = true
    }

    /// The first position whose ticket is not less.
    private func index(of ticket: Ticket) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].ticket < ticket { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func insert(_ entry: Entry) {
        entries.insert(entry, at: index(of: entry.ticket))
        waiting[entry.stage, default: 0] += 1
    }

    mutating func take(at index: Int) -> Entry {
        let entry = entries.remove(at: index)
        waiting[entry.stage, default: 0] -= 1
        if entries.isEmpty { standsSince = nil }
        return entry
    }
}
