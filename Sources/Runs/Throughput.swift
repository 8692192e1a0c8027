/// How fast steps go and how long they wait, over the last steps.
///
/// Times are given in seconds on a clock of the caller's choice.
public struct Throughput: Sendable, Equatable {
    private struct Step: Sendable, Equatable {
        let end: Double
        let images: Int
        let waitSeconds: Double
    }

    /// How many steps count.
    private static let window = 50

    private var start: Double
    private var steps: [Step] = []

    /// Begins when the first step begins.
    public init(start: Double) {
        self.start = start
    }

    /// Takes a step in that has just ended.
    ///
    /// - Parameters:
    ///   - images: Images in the step.
    ///   - waitSeconds: How long the step waited for its batch.
    ///   - end: When it ended.
    public mutating func record(images: Int, waitSeconds: Double, end: Double) {
        steps.append(Step(end: end, images: images, waitSeconds: waitSeconds))
        if steps.count > Self.window { start = steps.removeFirst().end }
    }

    /// Images per second; 0 before the first step.
    public var imagesPerSecond: Double {
        elapsed > 0 ? Double(steps.reduce(0) { $0 + $1.images }) / elapsed : 0
    }

    /// The share of the time spent waiting for data, 0...1.
    public var waitShare: Double {
        elapsed > 0 ? min(1, steps.reduce(0) { $0 + $1.waitSeconds } / elapsed) : 0
    }

    /// Seconds per step; 0 before the first.
    public var secondsPerStep: Double {
        steps.isEmpty ? 0 : elapsed / Double(steps.count)
    }

    private var elapsed: Double { (steps.last?.end ?? start) - start }
}
