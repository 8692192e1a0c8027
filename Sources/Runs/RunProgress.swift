import Foundation

/// Shows how a run gets on: a bar on a terminal, lines of JSON elsewhere.
///
/// It belongs to the thread that trains.
public final class RunProgress {
    /// What the lines are written to.
    public enum Style: Sendable, Equatable {
        /// A bar that is drawn over again on one line of so many columns.
        case bar(columns: Int)
        /// A line of JSON at a time.
        case jsonLines
    }

    private let style: Style
    private let interval: Double
    private let now: () -> Double
    private let write: (String) -> Void
    private var epochs = 1
    private var totalSteps = 1
    private var throughput: Throughput
    private var lastShown: Double?
    private var isBarDrawn = false

    /// Shows on standard error what suits it: ten times a second on a terminal, every ten seconds elsewhere.
    public convenience init() {
        let isTerminal = isatty(STDERR_FILENO) == 1
        let start = ContinuousClock.now
        self.init(
            style: isTerminal ? .bar(columns: Self.terminalColumns) : .jsonLines,
            interval: isTerminal ? 0.1 : 10,
            now: { (ContinuousClock.now - start) / .seconds(1) },
            write: { FileHandle.standardError.write(Data($0.utf8)) }
        )
    }

    /// Shows a reading no more often than every `interval` seconds of the clock `now`.
    package init(
        style: Style,
        interval: Double,
        now: @escaping () -> Double,
        write: @escaping (String) -> Void
    ) {
        self.style = style
        self.interval = interval
        self.now = now
        self.write = write
        throughput = Throughput(start: now())
    }

    /// Begins to measure; to be called before the first step and again after each pause, such as a validation.
    public func begin(epochs: Int, totalSteps: Int) {
        self.epochs = epochs
        self.totalSteps = totalSteps
        throughput = Throughput(start: now())
    }

    /// Takes a step in that has just ended, and shows it unless the last one was shown just now.
    ///
    /// - Parameters:
    ///   - step: Steps taken in all, this one included.
    ///   - epoch: The epoch, from 1.
    ///   - loss: The loss of the step.
    ///   - images: Images in the step.
    ///   - waitSeconds: How long the step waited for its batch.
    @discardableResult
    public func record(
        step: Int,
        epoch: Int,
        loss: Double,
        images: Int,
        waitSeconds: Double
    ) -> ProgressReading {
        let time = now()
        throughput.record(images: images, waitSeconds: waitSeconds, end: time)
        let reading = reading(step: step, epoch: epoch, loss: loss)
        if time - (lastShown ?? -.infinity) >= interval || step >= totalSteps {
            lastShown = time
            show(reading)
        }
        return reading
    }

    /// Writes a line beside the bar: as it is on a terminal, as `{"event": …, "message": …}` elsewhere.
    ///
    /// - Parameter event: What kind of line it is, such as `validation`, `checkpoint` or `warning`.
    public func note(_ event: String, _ message: String) {
        switch style {
        case .bar:
            clear()
            write(message + "\n")
        case .jsonLines:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let line = (try? encoder.encode(["event": event, "message": message])) ?? Data()
            write(String(decoding: line, as: UTF8.self) + "\n")
        }
    }

    /// Ends the line of the bar.
    public func finish() {
        if isBarDrawn { write("\n") }
        isBarDrawn = false
    }

    private func reading(step: Int, epoch: Int, loss: Double) -> ProgressReading {
        var reading = ProgressReading()
        (reading.epoch, reading.epochs) = (epoch, epochs)
        (reading.step, reading.totalSteps) = (step, totalSteps)
        reading.loss = loss
        reading.imagesPerSecond = throughput.imagesPerSecond
        reading.waitShare = throughput.waitShare
        reading.secondsLeft = throughput.secondsPerStep * Double(max(0, totalSteps - step))
        return reading
    }

    private func show(_ reading: ProgressReading) {
        switch style {
        case .bar(let columns):
            write("\r\u{1B}[K" + reading.terminalLine(columns: columns))
            isBarDrawn = true
        case .jsonLines: write(reading.jsonLine + "\n")
        }
    }

    private func clear() {
        if isBarDrawn { write("\r\u{1B}[K") }
        isBarDrawn = false
    }

    private static var terminalColumns: Int {
        var size = winsize()
        let answer = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size)
        return answer == 0 && size.ws_col > 0 ? Int(size.ws_col) - 1 : 79
    }
}
