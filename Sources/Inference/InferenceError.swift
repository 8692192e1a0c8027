/// Why a job was not computed.
public enum InferenceError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The queue is full; `retryAfter` is when a place is likely to be free.
    case overloaded(retryAfter: Duration)
    /// The service is stopping.
    case draining
    /// The deadline passed before the job's turn.
    case deadlineExceeded
    /// The deadline would pass before the request's turn; `retryAfter` says when the queue will have moved.
    case deadlineTooClose(retryAfter: Duration)
    /// The one who asked is gone.
    case cancelled

    /// Whether another deadline would have changed the outcome.
    public var isAboutTheDeadline: Bool {
        switch self {
        case .deadlineExceeded, .deadlineTooClose: true
        case .overloaded, .draining, .cancelled: false
        }
    }

    /// The cause and the remedy in one sentence.
    public var description: String {
        switch self {
        case .overloaded: "The queue of work is full; try again later."
        case .draining: "The service is stopping; send the request to another instance."
        case .deadlineTooClose: "The requests that came before would take until after this one's deadline."
        case .deadlineExceeded: "The request could not be computed before its deadline; allow more time."
        case .cancelled: "The request was cancelled."
        }
    }
}
