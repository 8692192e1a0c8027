import CEpoll
import Glibc
import HTTPMessage

extension EventLoop {
    /// Takes a connection in that has a place.
    func adopt(_ arrival: Arrival) {
        guard let connection = open(arrival) else { return }
        if isDraining {
            advance(connection, .draining, at: .now)
        } else {
            context.ledger.becomeIdle(connection.id, address: connection.addressGroup, since: .now)
        }
    }

    /// Takes a connection in that has no place, to tell it so.
    func turnAway(_ arrival: Arrival) {
        guard let connection = open(arrival) else { return }
        refuse(connection, overload(detail: "Too many connections are open; try again shortly."))
    }

    private func open(_ arrival: Arrival) -> Connection? {
        let connection = Connection(arrival, configuration: context.configuration, now: .now)
        let result = cepoll_add(epoll, connection.descriptor, connection.interest, connection.id)
        guard result == 0 else {
            close(connection.descriptor)
            giveBackPlace(of: connection)
            return nil
        }
        connections[connection.id] = connection
        return connection
    }

    /// Closes a connection without a complete head in favour of another.
    func evict(_ id: ConnectionID) {
        guard let connection = connections[id] else { return }
        advance(connection, .evicted, at: .now)
    }

    /// Answers what epoll reported.
    func handle(_ readiness: Readiness, on connection: Connection) {
        if readiness.isBroken {
            advance(connection, .reset, at: .now)
            return
        }
        if readiness.isWritable, connection.state.phase == .writing { send(connection) }
        if connection.state.isReading {
            if readiness.isReadable || readiness.peerClosed { read(connection) }
        } else if readiness.peerClosed {
            // Level-triggered: without this the closed side would be reported for ever.
            watch(connection, for: connection.interest & Watch.writable)
            advance(connection, .inputEnded, at: .now)
        } else if readiness.isReadable {
            // Pipelined bytes wait in the system until the present request is answered.
            watch(connection, for: connection.interest & ~Watch.readable)
        }
    }

    /// Changes what the epoll set watches the connection for.
    func watch(_ connection: Connection, for interest: UInt32) {
        guard connection.interest != interest, connection.state.phase != .closed else { return }
        connection.interest = interest
        if cepoll_modify(epoll, connection.descriptor, interest, connection.id) < 0 {
            advance(connection, .reset, at: .now)
        }
    }

    /// Hands the event to the connection's state and carries its action out.
    func advance(_ connection: Connection, _ event: ConnectionEvent, at now: ContinuousClock.Instant) {
        let wasEvictable = connection.state.isEvictable
        let action = connection.state.handle(event, at: now)
        if wasEvictable, !connection.state.isEvictable { context.ledger.leaveIdle(connection.id) }
        switch action {
        case .none: break
        case .handle: startHandler(connection)
        case .cancelHandler: cancelHandler(connection)
        case .write(let keepAlive): startWriting(connection, keepAlive: keepAlive)
        case .timeOut(let phase): timeOut(connection, phase: phase)
        case .awaitRequest: awaitRequest(connection)
        case .linger: linger(connection)
        case .close: discard(connection)
        }
    }

    private func awaitRequest(_ connection: Connection) {
        connection.requestHead = nil
        dropResponse(connection)
        context.ledger.becomeIdle(connection.id, address: connection.addressGroup, since: .now)
        watch(connection, for: Watch.input)
        feedPending(connection)
    }

    /// Half closes and keeps reading, since closing with unread bytes makes the system send a reset that
    /// may overtake the answer (RFC 9112 section 9.6).
    private func linger(_ connection: Connection) {
        dropResponse(connection)
        connection.pending = []
        shutdown(connection.descriptor, Int32(SHUT_WR))
        watch(connection, for: Watch.input)
    }

    private func discard(_ connection: Connection) {
        cancelHandler(connection)
        connections[connection.id] = nil
        _ = cepoll_remove(epoll, connection.descriptor)
        close(connection.descriptor)
        context.ledger.release(connection.chargedBytes)
        connection.chargedBytes = 0
        dropResponse(connection)
        giveBackPlace(of: connection)
        finishDrainIfEmpty()
    }

    private func giveBackPlace(of connection: Connection) {
        if connection.hasPlace {
            context.ledger.close(connection.id, address: connection.addressGroup)
        } else {
            acceptor?.forgetTurnedAway()
        }
    }
}
