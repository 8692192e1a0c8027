import Foundation

/// What a training run shows after a step.
public struct ProgressReading: Sendable, Equatable {
    /// The epoch, from 1, of ``epochs``.
    public var epoch = 1
    /// Epochs of the run.
    public var epochs = 1
    /// Steps taken in all, of ``totalSteps``.
    public var step = 0
    /// Steps of the run.
    public var totalSteps = 0
    /// The loss of the step.
    public var loss = 0.0
    /// Images per second over the last steps.
    public var imagesPerSecond = 0.0
    /// The share of the time spent waiting for data, 0...1.
    public var waitShare = 0.0
    /// Seconds to the end of the run, validations left out.
    public var secondsLeft = 0.0

    package init() {}

    /// One line for a terminal, at most `columns` characters wide.
    public func terminalLine(columns: Int) -> String {
        let figures =
            " \(step)/\(totalSteps)  epoch \(epoch)/\(epochs)  loss \(Self.fixed(loss, 4))"
            + "  \(Self.fixed(imagesPerSecond, 1)) images/s  wait \(Self.fixed(waitShare * 100, 0)) %"
            + "  \(Self.duration(secondsLeft)) left"
        let width = min(30, columns - figures.count)
        guard width >= 5 else { return String(figures.dropFirst().prefix(max(columns, 0))) }
        let share = totalSteps > 0 ? min(1, max(0, Double(step) / Double(totalSteps))) : 0
        let filled = Int(Double(width) * share)
        return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled) + figures
    }

    /// One line of JSON with the event `step`; a loss that is not finite is null.
    public var jsonLine: String {
        let loss = self.loss.isFinite ? "\(self.loss)" : "null"
        return "{\"event\":\"step\",\"epoch\":\(epoch),\"epochs\":\(epochs),\"step\":\(step),"
            + "\"totalSteps\":\(totalSteps),\"loss\":\(loss),"
            + "\"imagesPerSecond\":\(Self.fixed(imagesPerSecond, 3)),"
            + "\"waitShare\":\(Self.fixed(waitShare, 4)),\"secondsLeft\":\(Self.fixed(secondsLeft, 0))}"
    }

    /// `41 s`, `3 min 07 s`, `2 h 05 min` or `4 d 01 h`.
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e9 else { return "?" }
        let whole = Int(max(0, seconds).rounded(.up))
        func two(_ number: Int) -> String { String(format: "%02d", number) }
        switch whole {
        case ..<60: return "\(whole) s"
        case ..<3_600: return "\(whole / 60) min \(two(whole % 60)) s"
        case ..<86_400: return "\(whole / 3_600) h \(two(whole % 3_600 / 60)) min"
        default: return "\(whole / 86_400) d \(two(whole % 86_400 / 3_600)) h"
        }
    }

    private static func fixed(_ number: Double, _ digits: Int) -> String {
        String(format: "%.\(digits)f", number)
    }
}
