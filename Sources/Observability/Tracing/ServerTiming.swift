/// A part of a request's work, as it is named in `hilum_stage_seconds` and in `Server-Timing`.
public enum RequestStage: String, Sendable, CaseIterable {
    /// Reading the request from the connection.
    case receive = "recv"
    /// Waiting for a compute thread.
    case queue
    /// Turning the file into pixels.
    case decode
    /// The image encoder.
    case encode
    /// From the first byte to the answer.
    case total
}

/// The value of the `Server-Timing` field (W3C Server Timing, section 3): stages with durations in milliseconds.
public struct ServerTiming: Sendable, Equatable {
    private struct Entry: Sendable, Equatable {
        let stage: RequestStage
        var duration: Duration
    }

    private var entries: [Entry] = []

    /// No stage yet.
    public init() {}

    /// Adds a stage; the order of adding is the order in the field. A stage that was there becomes longer.
    public mutating func add(_ stage: RequestStage, _ duration: Duration) {
        if let index = entries.firstIndex(where: { $0.stage == stage }) {
            entries[index].duration += duration
        } else {
            entries.append(Entry(stage: stage, duration: duration))
        }
    }

    /// The stages with their durations, in the order of adding.
    public var stages: [(stage: RequestStage, duration: Duration)] {
        entries.map { ($0.stage, $0.duration) }
    }

    /// Such as `recv;dur=1.2, decode;dur=31.064`, in milliseconds to the microsecond; nil where there is no stage.
    public var fieldValue: String? {
        guard !entries.isEmpty else { return nil }
        return entries.map { "\($0.stage.rawValue);dur=\(Self.milliseconds($0.duration))" }
            .joined(separator: ", ")
    }

    private static func milliseconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        guard seconds >= 0, attoseconds >= 0 else { return "0" }
        let fromSeconds = seconds.multipliedReportingOverflow(by: 1_000_000)
        let total = fromSeconds.partialValue.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        let microseconds = fromSeconds.overflow || total.overflow ? Int64.max : total.partialValue
        let fraction = microseconds % 1_000
        guard fraction > 0 else { return "\(microseconds / 1_000)" }
        var digits = "\(1_000 + fraction)".dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(microseconds / 1_000).\(digits)"
    }
}
