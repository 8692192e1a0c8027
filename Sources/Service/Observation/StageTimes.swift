import Locking
import Observability

/// Where a request's time goes, for its log line and its Server-Timing field.
final class StageTimes: Sendable {
    private let times = Guarded(ServerTiming())

    func add(_ stage: RequestStage, _ duration: Duration) {
        times.withLock { $0.add(stage, duration) }
    }

    /// Adds what an image took.
    func add(_ image: EncodedImage) {
        add(.queue, image.queued)
        add(.decode, image.decoding)
        add(.encode, image.encoding)
    }

    /// The times so far.
    var timing: ServerTiming { times.withLock(\.self) }
}
