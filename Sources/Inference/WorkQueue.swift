/// What waits for a compute thread, as a pure value: who may come in, who goes next, who has waited in vain.
///
/// Time comes from outside, so that every rule is tested without waiting.
public struct WorkQueue<Instant: InstantProtocol> where Instant.Duration == Duration {
    /// Names one admitted job.
    public struct Ticket: Hashable, Sendable {
        let number: UInt64
    }

    /// Why a job does not come in.
    public enum Refusal: Error, Equatable, Sendable {
        /// As many jobs wait as may.
        case full(waiting: Int)
        /// The bytes that wait would exceed the limit.
        case tooManyBytes(waiting: Int)
        /// Nothing more is accepted.
        case closed
        /// The job's deadline would pass before its turn comes.
        case hopeless
    }

    /// What a compute thread does next.
    public enum Turn: Equatable, Sendable {
        /// Compute this job.
        case compute(Ticket)
        /// Answer that its deadline has passed.
        case expire(Ticket)
    }

    private struct Entry {
        let ticket: Ticket
        let deadline: Instant
        let bytes: Int
    }

    private let maximumLength: Int
    private let maximumBytes: Int
    private let workers: Int
    private var entries: [Entry] = []
    private var nextNumber: UInt64 = 0
    private var isClosed = false

    /// Bytes held by waiting jobs.
    public private(set) var bytes = 0

    /// A moving average of how long a job computes, from which waiting times are foreseen; zero until the
    /// first job is done.
    public private(set) var typicalDuration = Duration.zero

    /// Makes an empty queue in front of `workers` compute threads.
    public init(maximumLength: Int, maximumBytes: Int, workers: Int) {
        self.maximumLength = maximumLength
        self.maximumBytes = maximumBytes
        self.workers = max(1, workers)
    }

    /// The number of waiting jobs.
    public var count: Int { entries.count }

    /// How long a job that came now would wait.
    public var expectedWait: Duration { typicalDuration * entries.count / workers }

    /// Lets a job in, or says why not.
    public mutating func admit(
        bytes size: Int,
        deadline: Instant,
        now: Instant
    ) throws(Refusal) -> Ticket {
        guard !isClosed else { throw .closed }
        guard entries.count < maximumLength else { throw .full(waiting: entries.count) }
        guard size <= maximumBytes - bytes else { throw .tooManyBytes(waiting: bytes) }
        guard now.advanced(by: expectedWait) < deadline else { throw .hopeless }
        nextNumber += 1
        let ticket = Ticket(number: nextNumber)
        entries.append(Entry(ticket: ticket, deadline: deadline, bytes: size))
        bytes += size
        return ticket
    }

    /// The next job in order of arrival, or nil when none waits.
    public mutating func next(now: Instant) -> Turn? {
        guard !entries.isEmpty else { return nil }
        let entry = entries.removeFirst()
        bytes -= entry.bytes
        return entry.deadline <= now ? .expire(entry.ticket) : .compute(entry.ticket)
    }

    /// Takes a waiting job out; false when it is not waiting any more.
    public mutating func cancel(_ ticket: Ticket) -> Bool {
        guard let index = entries.firstIndex(where: { $0.ticket == ticket }) else { return false }
        bytes -= entries.remove(at: index).bytes
        return true
    }

    /// Learns how long a job took.
    public mutating func finished(after duration: Duration) {
        typicalDuration =
            typicalDuration == .zero ? duration : (typicalDuration * 7 + duration) / 8
    }

    /// Accepts nothing more; what waits is still computed.
    public mutating func close() {
        isClosed = true
    }
}
