import Inference

/// A clock whose time the test sets.
struct Moment: InstantProtocol {
    var offset = Duration.zero

    func advanced(by duration: Duration) -> Moment { Moment(offset: offset + duration) }
    func duration(to other: Moment) -> Duration { other.offset - offset }
    static func < (a: Moment, b: Moment) -> Bool { a.offset < b.offset }

    static let start = Moment()
    static let late = Moment(offset: .seconds(60))
}

extension WorkQueue<Moment>.Stage {
    /// Computed alone, of the kind that tests use where it does not matter.
    static var other: Self { .alone(WorkQueue<Moment>.Kind(0)) }
}

extension WorkQueue<Moment> {
    init(
        length: Int = 64,
        bytes: Int = 1_000,
        batch: Int = 8,
        workers: Int = 1,
        wait: Duration = .seconds(3_600)
    ) {
        self.init(Limits(length: length, bytes: bytes, batch: batch, workers: workers, wait: wait))
    }

    /// Lets a job in, at a place of its own unless one is given.
    mutating func admit(
        _ stage: Stage = .other,
        units: Int = 1,
        bytes: Int = 0,
        until deadline: Moment = .late,
        at place: Place? = nil,
        now: Moment = .start,
        isOwed: Bool = false
    ) throws -> Ticket {
        let place = place ?? arrive()
        return try admit(
            Job(stage, units: units, bytes: bytes, deadline: deadline, isOwed: isOwed),
            at: place,
            now: now
        )
    }
}
