import CEpoll
import HTTPMessage
import HTTPTypes

extension EventLoop {
    /// Starts the handler on the concurrent pool; its answer comes back to this loop.
    func startHandler(_ connection: Connection) {
        guard let head = connection.requestHead else { return }
        var request = connection.request(head)
        request.isBodyUnread = connection.isBodyUnread
        request.deadline = connection.state.deadline
        connection.receivedBody = []
        connection.requestNumber += 1
        // The body is counted until the handler lets go of it, even when its client has gone before.
        let (id, number, charged) = (connection.id, connection.requestNumber, connection.chargedBytes)
        connection.chargedBytes = 0
        context.ledger.count(\.requests)
        connection.handlerTask = Task.detached { [context, request] in
            let response = await context.handler(request)
            context.ledger.release(charged)
            await self.finish(id, number: number, with: response)
        }
    }

    private func finish(_ id: ConnectionID, number: Int, with response: Response) {
        guard let connection = connections[id], connection.requestNumber == number,
            connection.state.phase == .handling
        else { return }
        connection.handlerTask = nil
        // An informational status would leave the client waiting for the final one.
        let isFinal = response.status.kind != .informational && response.status.kind != .invalid
        connection.response = isFinal ? response : context.refusal(Self.invalidAnswer)
        if context.ledger.chargeResponse(response.body.count) {
            connection.chargedResponseBytes = response.body.count
        } else {
            connection.response = context.refusal(
                overload(detail: "The server holds as many responses as it may; try again shortly.")
            )
        }
        let close = response.fields[values: .connection].contains { $0.lowercased() == "close" }
        advance(connection, .responded(close: close), at: .now)
    }

    private static let invalidAnswer = Problem(
        status: .internalServerError,
        slug: "internal",
        detail: "The request could not be answered."
    )

    /// Stops the handler, if one is running.
    func cancelHandler(_ connection: Connection) {
        guard let task = connection.handlerTask else { return }
        connection.handlerTask = nil
        task.cancel()
        context.ledger.count(\.cancelledRequests)
    }

    /// Refuses the request in hand, or the connection, and closes after the answer.
    func refuse(_ connection: Connection, _ problem: Problem) {
        prepareRefusal(connection, problem)
        advance(connection, .refused, at: .now)
    }

    /// Answers a phase that took too long; the state has moved on to writing already.
    func timeOut(_ connection: Connection, phase: ConnectionPhase) {
        cancelHandler(connection)
        prepareRefusal(connection, Self.lateness(phase))
        startWriting(connection, keepAlive: false)
    }

    private static func lateness(_ phase: ConnectionPhase) -> Problem {
        switch phase {
        case .handling:
            Problem(
                status: .gatewayTimeout,
                slug: "deadline",
                detail: "The request took longer than it may; try again."
            )
        case .body:
            Problem(
                status: .requestTimeout,
                slug: "body-timeout",
                detail: "The request body did not arrive in time."
            )
        default:
            Problem(
                status: .requestTimeout,
                slug: "head-timeout",
                detail: "The request head did not arrive in time."
            )
        }
    }

    private func prepareRefusal(_ connection: Connection, _ problem: Problem) {
        connection.response = context.refusal(problem)
        connection.parser = RequestParser(limits: context.configuration.limits)
        connection.receivedBody = []
        connection.pending = []
        context.ledger.release(connection.chargedBytes)
        connection.chargedBytes = 0
        if connection.hasPlace { context.ledger.count(\.refusedRequests) }
    }

    /// Encodes the response in hand and begins to send it.
    func startWriting(_ connection: Connection, keepAlive: Bool) {
        guard let response = connection.response else { return }
        connection.response = nil
        let method = connection.requestHead?.request.method ?? .get
        let framing = ResponseFraming(
            method: method,
            isHTTP10: connection.requestHead?.isHTTP10 ?? false,
            keepAlive: keepAlive,
            date: date()
        )
        connection.outgoing = Outgoing(
            head: ResponseEncoder.head(of: response, framing: framing),
            body: ResponseEncoder.carriesBody(response, method: method) ? response.body : []
        )
        let configuration = context.configuration
        connection.watchRate(configuration.minimumWriteRate, window: configuration.rateWindow, now: .now)
        send(connection)
    }

    /// Lets go of the response, sent or not.
    func dropResponse(_ connection: Connection) {
        connection.outgoing = Outgoing()
        context.ledger.releaseResponse(connection.chargedResponseBytes)
        connection.chargedResponseBytes = 0
    }

    /// Sends as much as the system takes; the rest follows when the socket is writable.
    func send(_ connection: Connection) {
        switch connection.outgoing.send(to: connection.descriptor) {
        case .complete: advance(connection, .written, at: .now)
        case .wouldBlock: watch(connection, for: Watch.writable)
        case .failed: advance(connection, .reset, at: .now)
        }
    }
}
