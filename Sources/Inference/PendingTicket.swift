import Locking

/// The ticket of a job whose caller may give up before or after it has one.
final class PendingTicket<Ticket: Sendable>: Sendable {
    private enum State: Sendable {
        case unknown
        case admitted(Ticket)
        case cancelled
    }

    private let state = Guarded(State.unknown)

    /// Notes the ticket; false when the caller has given up already.
    func admitted(_ ticket: Ticket) -> Bool {
        state.withLock { state in
            if case .cancelled = state { return false }
            state = .admitted(ticket)
            return true
        }
    }

    /// Notes that the caller has given up; the ticket if there is one.
    func cancel() -> Ticket? {
        state.withLock { state in
            defer { state = .cancelled }
            if case .admitted(let ticket) = state { return ticket }
            return nil
        }
    }
}
