import CEpoll
import Dispatch
import Glibc
import HTTPMessage

/// What all loops of a server share.
struct ServerContext: Sendable {
    let configuration: ServerConfiguration
    let handler: RequestHandler
    let refusesUnread: @Sendable (Request) -> Bool
    let refusal: @Sendable (Problem) -> Response
    let ledger: ConnectionLedger
}

/// One serial queue with one epoll set and the connections that live on it.
///
/// The epoll set is watched by a single dispatch source that lives as long as the loop. A source per
/// connection would be simpler, but on Linux such sources miss resets and are re-armed unsafely.
actor EventLoop {
    /// The token of the listening socket; connections count from 1.
    static let listenerToken: UInt64 = 0
    private static let eventsPerTurn: Int32 = 128

    nonisolated let executor: QueueExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    let context: ServerContext
    let epoll: Int32
    let readBuffer = ReadBuffer()
    var connections: [ConnectionID: Connection] = [:]
    var acceptor: Acceptor?
    var isDraining = false
    var forcedEnd: ContinuousClock.Instant?
    var drainWaiters: [CheckedContinuation<Void, Never>] = []
    private var sources: [any DispatchSourceProtocol] = []
    private var dateSecond = -1
    private var dateText = ""

    /// Makes the epoll set; `start` begins to watch it.
    init(number: Int, context: ServerContext) throws(ServerError) {
        let set = cepoll_create()
        guard set >= 0 else { throw .systemCall(name: "epoll_create1", code: -set) }
        epoll = set
        executor = QueueExecutor(label: "hilum.http.loop.\(number)")
        self.context = context
    }

    /// Watches the epoll set and the clock until `shutDown`.
    func start() {
        let readiness = DispatchSource.makeReadSource(fileDescriptor: epoll, queue: executor.queue)
        readiness.setEventHandler { @Sendable [self] in assumeIsolated { $0.turn() } }
        readiness.setCancelHandler { @Sendable [epoll] in close(epoll) }
        let timer = DispatchSource.makeTimerSource(queue: executor.queue)
        let interval = DispatchTimeInterval.nanoseconds(context.configuration.timerInterval.nanoseconds)
        timer.schedule(deadline: .now() + interval, repeating: interval, leeway: .milliseconds(20))
        timer.setEventHandler { @Sendable [self] in assumeIsolated { $0.tick() } }
        sources = [readiness, timer]
        readiness.activate()
        timer.activate()
    }

    /// Stops watching; the epoll set is closed once the last event was handled.
    func shutDown() {
        for source in sources { source.cancel() }
        sources = []
    }

    /// Handles what is ready now; what is left makes the source fire again.
    private func turn() {
        var events = [cepoll_event](repeating: cepoll_event(), count: Int(Self.eventsPerTurn))
        let count = cepoll_poll(epoll, &events, Self.eventsPerTurn)
        guard count > 0 else { return }
        for event in events.prefix(Int(count)) {
            if event.token == Self.listenerToken {
                acceptor?.turn(on: self)
            } else if let connection = connections[event.token] {
                handle(Readiness(bits: event.readiness), on: connection)
            }
        }
    }

    /// Looks at every deadline.
    private func tick() {
        let now = ContinuousClock.now
        if let forcedEnd, now >= forcedEnd {
            for connection in Array(connections.values) { advance(connection, .reset, at: now) }
        }
        for connection in Array(connections.values) {
            if connection.isStalled(at: now) {
                context.ledger.count(\.stalledRequests)
                advance(connection, .stalled, at: now)
            } else {
                advance(connection, .clock, at: now)
            }
        }
        acceptor?.resume(on: self)
    }

    /// The Date field's value, spelled once a second.
    func date() -> String {
        let second = time(nil)
        if second != dateSecond {
            dateSecond = second
            dateText = HTTPDate.string(secondsSince1970: second)
        }
        return dateText
    }
}

/// What epoll reported about a connection.
struct Readiness {
    let isReadable: Bool
    let isWritable: Bool
    let peerClosed: Bool
    let isBroken: Bool

    init(bits: UInt32) {
        isReadable = bits & Watch.readable != 0
        isWritable = bits & Watch.writable != 0
        peerClosed = bits & Watch.peerClosed != 0
        isBroken = bits & Watch.broken != 0
    }
}

/// The memory a loop reads into, shared by its connections one after the other.
final class ReadBuffer {
    let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 64 * 1024)

    deinit {
        bytes.deallocate()
    }
}

extension Duration {
    /// Nanoseconds, at most those of `Int`.
    var nanoseconds: Int {
        let (seconds, attoseconds) = components
        let (whole, overflow) = Int(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max : whole.addingReportingOverflow(Int(attoseconds / 1_000_000_000)).partialValue
    }
}
