import CEpoll
import HTTPMessage
import HTTPTypes

extension EventLoop {
    // Reads of one connection in one turn; the others come next, and level triggering brings it back.
    private static let readsPerTurn = 4
    /// A body that is worth reading for the connection's sake, even where it makes no difference to the answer.
    private static let shortBody = 65_536

    /// Reads what has arrived and feeds it to the parser.
    func read(_ connection: Connection) {
        for _ in 0..<Self.readsPerTurn {
            let count = SystemCall.receive(connection.descriptor, into: readBuffer.bytes)
            if count == 0 { return advance(connection, .inputEnded, at: .now) }
            guard count > 0 else {
                if SystemCall.wouldBlock(count) { return }
                if SystemCall.isInterrupted(count) { continue }
                return advance(connection, .reset, at: .now)
            }
            connection.receivedBytes += count
            take(UnsafeBufferPointer(rebasing: readBuffer.bytes[..<count]), on: connection)
            guard connection.state.isReading, count == readBuffer.bytes.count else { return }
        }
    }

    private func take(_ bytes: UnsafeBufferPointer<UInt8>, on connection: Connection) {
        if connection.state.phase == .lingering {
            connection.lingeredBytes += bytes.count
            if connection.lingeredBytes > context.configuration.lingerBytes {
                advance(connection, .reset, at: .now)
            }
            return
        }
        let offset = feed(bytes.span, from: 0, to: connection)
        if offset < bytes.count, connection.state.phase == .handling {
            connection.pending = Array(bytes[offset...])
            connection.pendingOffset = 0
        }
    }

    /// Feeds what had arrived behind the previous request.
    func feedPending(_ connection: Connection) {
        guard !connection.pending.isEmpty else { return }
        let bytes = connection.pending
        connection.pendingOffset = feed(bytes.span, from: connection.pendingOffset, to: connection)
        if connection.pendingOffset == bytes.count {
            connection.pending = []
            connection.pendingOffset = 0
        }
    }

    /// Parses until the bytes are used up or a request is complete; returns where parsing stopped.
    private func feed(_ bytes: Span<UInt8>, from start: Int, to connection: Connection) -> Int {
        var offset = start
        while offset < bytes.count, connection.state.isReading, connection.state.phase != .lingering {
            if connection.state.phase == .idle { beginRequest(connection) }
            do throws(ParseError) {
                let event = try connection.parser.consume(bytes, from: &offset)
                guard charge(connection, event) else { break }
                if let event { accept(event, on: connection, hasMore: offset < bytes.count) }
            } catch {
                refuse(connection, error.problem)
            }
        }
        return offset
    }

    private func beginRequest(_ connection: Connection) {
        connection.receivedAt = .now
        advance(connection, .received, at: connection.receivedAt)
    }

    /// Counts newly stored body bytes; refuses the request and returns false when the sum is too large.
    private func charge(_ connection: Connection, _ event: ParserEvent?) -> Bool {
        var stored = connection.parser.bufferedBodyBytes
        if case .request(_, let body)? = event { stored = body.count }
        let added = stored - connection.chargedBytes
        guard added > 0 else { return true }
        connection.chargedBytes = stored
        guard context.ledger.charge(added) else {
            refuse(connection, bodyOverload)
            return false
        }
        // A body in chunks shows only now that it is a long one.
        let wasShort = stored - added <= Self.shortBody
        return !(event == nil && wasShort && stored > Self.shortBody && answersUnread(connection))
    }

    private func accept(_ event: ParserEvent, on connection: Connection, hasMore: Bool) {
        switch event {
        case .bodyExpected(let head):
            connection.requestHead = head
            if case .length(let count) = head.framing {
                if count > Self.shortBody, answersUnread(connection) { return }
                if !context.ledger.hasRoom(for: count) { return refuse(connection, bodyOverload) }
            }
            let now = ContinuousClock.now
            advance(connection, .bodyExpected, at: now)
            let configuration = context.configuration
            connection.watchRate(configuration.minimumBodyRate, window: configuration.rateWindow, now: now)
            // RFC 9110 10.1.1: not needed once the body is already under way.
            if head.expectsContinue, !hasMore { sendContinue(connection) }
        case .request(let head, let body):
            connection.requestHead = head
            connection.receivedBody = body
            advance(connection, .requestComplete(keepAlive: head.keepAlive), at: .now)
        }
    }

    /// Hands the request over without its body where that makes no difference to the answer; false where it may.
    private func answersUnread(_ connection: Connection) -> Bool {
        guard let head = connection.requestHead, context.refusesUnread(connection.request(head)) else {
            return false
        }
        connection.isBodyUnread = true
        connection.parser = RequestParser(limits: context.configuration.limits)
        context.ledger.release(connection.chargedBytes)
        connection.chargedBytes = 0
        advance(connection, .requestComplete(keepAlive: false), at: .now)
        return true
    }

    private func sendContinue(_ connection: Connection) {
        var interim = Outgoing(head: ResponseEncoder.continueBytes, body: [])
        // Nothing else is on its way, so these bytes fit into the socket's buffer, or the peer is gone.
        if interim.send(to: connection.descriptor) != .complete { advance(connection, .reset, at: .now) }
    }

    private var bodyOverload: Problem {
        overload(detail: "The server holds as many request bodies as it may; try again shortly.")
    }

    /// A 503 that says when to come back.
    func overload(detail: String) -> Problem {
        var problem = Problem(status: .serviceUnavailable, slug: "overloaded", detail: detail)
        problem.retryAfterSeconds = context.configuration.retryAfterSeconds
        return problem
    }
}
