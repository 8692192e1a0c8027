import Foundation

/// Durations of repeated runs.
struct Timing {
    private var seconds: [Double] = []

    init() {}

    /// Runs `body` twice to warm up and `runs` times by the clock.
    init(runs: Int, _ body: () throws -> Void) rethrows {
        for run in -2..<runs {
            let duration = try Self.measure(body)
            if run >= 0 { add(duration) }
        }
    }

    static func measure(_ body: () throws -> Void) rethrows -> Duration {
        try ContinuousClock().measure(body)
    }

    mutating func add(_ duration: Duration) {
        seconds.append(duration / .seconds(1))
        seconds.sort()
    }

    var minimum: Double { seconds[0] }

    var median: Double { seconds[seconds.count / 2] }

    func report(_ name: String) {
        let label = name.padding(toLength: 48, withPad: " ", startingAt: 0)
        print(String(format: "%@ min %8.2f ms  median %8.2f ms", label, seconds[0] * 1e3, median * 1e3))
    }
}
