/// How long a unit of one kind of work takes, from what was done last.
///
/// Time and units are summed and both sums fade, so that a large job counts for more than a small one, whose time is mostly
/// what any job takes.
struct Pace {
    private var time = Duration.zero
    private var units = 0.0

    /// What an eighth of is forgotten with each job.
    private static let memory = 7.0 / 8

    /// The average of a unit; zero until something was done.
    var each: Duration { units > 0 ? time / units : .zero }

    /// Learns from a job.
    mutating func add(units: Int, _ duration: Duration) {
        time = time * Self.memory + duration
        self.units = self.units * Self.memory + Double(units)
    }
}
