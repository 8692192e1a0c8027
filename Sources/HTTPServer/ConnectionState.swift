/// The part of a request's life a connection is in.
package enum ConnectionPhase: Sendable, Equatable {
    /// Waiting for a request's first byte.
    case idle
    case head
    case body
    case handling
    case writing
    /// Answered and half closed: what the peer still sends is dropped.
    case lingering
    case closed
}

/// What happens to a connection.
package enum ConnectionEvent: Sendable, Equatable {
    /// Bytes arrived.
    case received
    /// A head with a body to come is complete.
    case bodyExpected
    /// A request is complete; `keepAlive` is the client's wish.
    case requestComplete(keepAlive: Bool)
    /// The request, or the connection, is refused.
    case refused
    /// The handler answered; `close` is its wish.
    case responded(close: Bool)
    /// The whole response was handed to the system.
    case written
    /// The peer sent its last byte.
    case inputEnded
    /// The connection is broken.
    case reset
    /// The clock moved on.
    case clock
    /// Bytes have moved too slowly.
    case stalled
    /// The server stops.
    case draining
    /// Another connection needs the place.
    case evicted
}

/// What the connection must do next.
package enum ConnectionAction: Sendable, Equatable {
    case none
    /// Start the handler.
    case handle
    /// Cancel the handler and wait for what it answers.
    case cancelHandler
    /// Send the response.
    case write(keepAlive: Bool)
    /// Refuse because the phase took too long; cancel the handler if it is running.
    case timeOut(ConnectionPhase)
    /// Go on with the next request.
    case awaitRequest
    /// Half close, and drop what comes.
    case linger
    /// Close now; cancel the handler if it is running.
    case close
}

/// The phases and deadlines of one connection: events in, actions out, no socket and no clock of its own.
package struct ConnectionState: Sendable {
    package private(set) var phase = ConnectionPhase.idle
    /// When the present phase has lasted too long.
    package private(set) var deadline: ContinuousClock.Instant

    private let configuration: ServerConfiguration
    private var isDraining = false
    private var inputEnded = false
    private var clientKeepsAlive = true
    private var keepsAlive = true
    private var requestCount = 0

    /// A connection that was accepted just now.
    package init(configuration: ServerConfiguration, now: ContinuousClock.Instant) {
        self.configuration = configuration
        self.deadline = now + configuration.idleTimeout
    }

    /// Whether arriving bytes are wanted; otherwise they wait in the system (backpressure).
    package var isReading: Bool {
        switch phase {
        case .idle, .head, .body, .lingering: true
        case .handling, .writing, .closed: false
        }
    }

    /// Whether the connection may be closed in favour of another: no request of it is complete, and none that it
    /// began has got past its head, which clients could dribble to keep their place.
    package var isEvictable: Bool {
        phase == .idle || phase == .head
    }

    /// Takes an event in and says what to do.
    package mutating func handle(_ event: ConnectionEvent, at now: ContinuousClock.Instant)
        -> ConnectionAction
    {
        switch event {
        case .received: receive(at: now)
        case .bodyExpected: enter(.body, for: limited(configuration.bodyTimeout), at: now)
        case .requestComplete(let keepAlive): complete(keepAlive: keepAlive, at: now)
        case .refused: write(keepAlive: false, at: now)
        case .responded(let close): respond(close: close, at: now)
        case .written: finish(at: now)
        case .inputEnded: endInput()
        case .reset: close()
        case .clock: now >= deadline ? expire(at: now) : .none
        case .stalled: phase == .body || phase == .writing ? expire(at: now) : .none
        case .draining: drain(at: now)
        case .evicted: isEvictable ? close() : .none
        }
    }

    private mutating func enter(
        _ next: ConnectionPhase,
        for duration: Duration,
        at now: ContinuousClock.Instant,
        then action: ConnectionAction = .none
    ) -> ConnectionAction {
        phase = next
        deadline = now + duration
        return action
    }

    private func limited(_ duration: Duration) -> Duration {
        isDraining ? min(duration, configuration.drainTimeout) : duration
    }

    private mutating func receive(at now: ContinuousClock.Instant) -> ConnectionAction {
        guard phase == .idle else { return .none }
        return enter(.head, for: limited(configuration.headTimeout), at: now)
    }

    private mutating func complete(keepAlive: Bool, at now: ContinuousClock.Instant) -> ConnectionAction {
        requestCount += 1
        clientKeepsAlive = keepAlive && requestCount < configuration.requestsPerConnection
        return enter(.handling, for: configuration.handlingTimeout, at: now, then: .handle)
    }

    private mutating func respond(close: Bool, at now: ContinuousClock.Instant) -> ConnectionAction {
        guard phase == .handling else { return .none }
        return write(keepAlive: clientKeepsAlive && !close && !isDraining, at: now)
    }

    private mutating func write(keepAlive: Bool, at now: ContinuousClock.Instant) -> ConnectionAction {
        keepsAlive = keepAlive
        return enter(.writing, for: configuration.writeTimeout, at: now, then: .write(keepAlive: keepAlive))
    }

    private mutating func finish(at now: ContinuousClock.Instant) -> ConnectionAction {
        guard phase == .writing else { return .none }
        if keepsAlive && !isDraining {
            return enter(.idle, for: configuration.idleTimeout, at: now, then: .awaitRequest)
        }
        // After FIN nothing can arrive that would make the system answer with a reset.
        return inputEnded
            ? close() : enter(.lingering, for: configuration.lingerTimeout, at: now, then: .linger)
    }

    private mutating func endInput() -> ConnectionAction {
        inputEnded = true
        switch phase {
        case .idle, .head, .body, .lingering: return close()
        // The peer may have half closed only, so the answer is still sent.
        case .handling: return .cancelHandler
        case .writing, .closed: return .none
        }
    }

    private mutating func expire(at now: ContinuousClock.Instant) -> ConnectionAction {
        switch phase {
        case .head, .body, .handling:
            let late = phase
            _ = write(keepAlive: false, at: now)
            return .timeOut(late)
        case .idle, .writing, .lingering: return close()
        case .closed: return .none
        }
    }

    private mutating func drain(at now: ContinuousClock.Instant) -> ConnectionAction {
        isDraining = true
        switch phase {
        case .idle: return close()
        case .head, .body:
            deadline = min(deadline, now + configuration.drainTimeout)
            return .none
        default: return .none
        }
    }

    private mutating func close() -> ConnectionAction {
        guard phase != .closed else { return .none }
        phase = .closed
        return .close
    }
}
