import Glibc

/// What a failed accept means for the listener.
package enum AcceptFailure: Sendable, Equatable {
    /// No connection waits.
    case nothingWaiting
    /// One connection failed before it was accepted; the next may be fine (accept(2), error handling).
    case passing
    /// Descriptors have run out.
    case descriptorsExhausted
    /// Memory or something else is short: accepting pauses until the next timer turn.
    case resourcesExhausted

    /// Classifies an errno value of accept.
    package init(code: Int32) {
        switch code {
        case EAGAIN, EWOULDBLOCK: self = .nothingWaiting
        case EINTR, ECONNABORTED, EPROTO, ENETDOWN, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, EOPNOTSUPP,
            ENETUNREACH, EPERM:
            self = .passing
        case EMFILE, ENFILE: self = .descriptorsExhausted
        default: self = .resourcesExhausted
        }
    }
}
