import HTTPServer
import Testing

@Suite struct ConnectionStateTests {
    private let start = ContinuousClock.now
    private let configuration = ServerConfiguration()

    /// A state after those events, all at the start.
    private func state(after events: ConnectionEvent...) -> ConnectionState {
        var state = ConnectionState(configuration: configuration, now: start)
        for event in events { _ = state.handle(event, at: start) }
        return state
    }

    @Test func walksThroughARequestAndWaitsForTheNext() {
        var state = state()
        #expect(state.handle(.received, at: start) == .none)
        #expect(state.phase == .head)
        #expect(state.handle(.bodyExpected, at: start) == .none)
        #expect(state.phase == .body)
        #expect(state.handle(.requestComplete(keepAlive: true), at: start) == .handle)
        #expect(!state.isReading)
        #expect(state.handle(.responded(close: false), at: start) == .write(keepAlive: true))
        #expect(state.handle(.written, at: start) == .awaitRequest)
        #expect(state.phase == .idle)
        #expect(state.isReading)
    }

    @Test(arguments: [(false, false, true), (true, false, false), (true, true, false), (false, true, false)])
    func keepsTheConnectionWhenBothSidesWish(handlerCloses: Bool, clientCloses: Bool, stays: Bool) {
        var state = state(after: .received, .requestComplete(keepAlive: !clientCloses))
        #expect(state.handle(.responded(close: handlerCloses), at: start) == .write(keepAlive: stays))
        #expect(state.handle(.written, at: start) == (stays ? .awaitRequest : .linger))
    }

    @Test func givesEachPhaseOneDeadline() {
        var state = state()
        #expect(state.deadline == start + configuration.idleTimeout)
        _ = state.handle(.received, at: start)
        // More bytes do not renew it.
        _ = state.handle(.received, at: start + .seconds(9))
        #expect(state.deadline == start + configuration.headTimeout)
        _ = state.handle(.bodyExpected, at: start)
        #expect(state.deadline == start + configuration.bodyTimeout)
        _ = state.handle(.requestComplete(keepAlive: true), at: start)
        #expect(state.deadline == start + configuration.handlingTimeout)
        _ = state.handle(.responded(close: true), at: start)
        #expect(state.deadline == start + configuration.writeTimeout)
        _ = state.handle(.written, at: start)
        #expect(state.deadline == start + configuration.lingerTimeout)
    }

    @Test func answersLatePhasesAndClosesTheOthers() {
        let late = start + .seconds(3600)
        var head = state(after: .received)
        #expect(head.handle(.clock, at: start) == .none)
        #expect(head.handle(.clock, at: late) == .timeOut(.head))
        #expect(head.handle(.written, at: late) == .linger)
        #expect(head.handle(.clock, at: late + .seconds(3600)) == .close)
        var body = state(after: .received, .bodyExpected)
        #expect(body.handle(.clock, at: late) == .timeOut(.body))
        var handling = state(after: .received, .requestComplete(keepAlive: true))
        #expect(handling.handle(.clock, at: late) == .timeOut(.handling))
        // The late answer of the handler is not wanted any more.
        #expect(handling.handle(.responded(close: false), at: late) == .none)
        var idle = state()
        #expect(idle.handle(.clock, at: late) == .close)
        var writing = state(after: .refused)
        #expect(writing.handle(.clock, at: late) == .close)
    }

    @Test func lingersAfterARefusal() {
        var state = state(after: .received)
        #expect(state.handle(.refused, at: start) == .write(keepAlive: false))
        #expect(state.handle(.written, at: start) == .linger)
        #expect(state.isReading)
        #expect(state.handle(.inputEnded, at: start) == .close)
        #expect(state.handle(.reset, at: start) == .none)
    }

    @Test func answersAPeerThatEndedItsSideWhileItWasHandled() {
        var state = state(after: .received, .requestComplete(keepAlive: false))
        #expect(state.handle(.inputEnded, at: start) == .cancelHandler)
        #expect(state.handle(.responded(close: false), at: start) == .write(keepAlive: false))
        #expect(state.handle(.written, at: start) == .close)
    }

    @Test func closesWhenAPeerEndsBetweenOrInsideRequests() {
        for events: [ConnectionEvent] in [[], [.received], [.received, .bodyExpected]] {
            var state = ConnectionState(configuration: configuration, now: start)
            for event in events { _ = state.handle(event, at: start) }
            #expect(state.handle(.inputEnded, at: start) == .close)
        }
    }

    @Test func drainsByPhase() {
        var idle = state()
        #expect(idle.handle(.draining, at: start) == .close)
        var body = state(after: .received, .bodyExpected)
        #expect(body.handle(.draining, at: start) == .none)
        #expect(body.deadline == start + configuration.drainTimeout)
        var handling = state(after: .received, .requestComplete(keepAlive: true))
        #expect(handling.handle(.draining, at: start) == .none)
        #expect(handling.deadline == start + configuration.handlingTimeout)
        #expect(handling.handle(.responded(close: false), at: start) == .write(keepAlive: false))
        var writing = state(after: .received, .requestComplete(keepAlive: true), .responded(close: false))
        #expect(writing.handle(.draining, at: start) == .none)
        #expect(writing.handle(.written, at: start) == .linger)
    }

    @Test func givesUpOnBodiesAndResponsesThatStall() {
        var body = state(after: .received, .bodyExpected)
        #expect(body.handle(.stalled, at: start) == .timeOut(.body))
        var writing = state(after: .received, .requestComplete(keepAlive: true), .responded(close: false))
        #expect(writing.handle(.stalled, at: start) == .close)
        var handling = state(after: .received, .requestComplete(keepAlive: true))
        #expect(handling.handle(.stalled, at: start) == .none)
    }

    @Test func evictsConnectionsWithoutACompleteHeadOnly() {
        var idle = state()
        #expect(idle.handle(.evicted, at: start) == .close)
        var head = state(after: .received)
        #expect(head.handle(.evicted, at: start) == .close)
        var body = state(after: .received, .bodyExpected)
        #expect(body.handle(.evicted, at: start) == .none)
        var refused = state(after: .received, .refused)
        #expect(refused.handle(.evicted, at: start) == .none)
    }
}
