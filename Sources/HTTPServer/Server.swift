import Glibc
public import HTTPMessage

/// An HTTP/1.1 server on sockets and dispatch queues (RFC 9110, RFC 9112), without TLS.
///
/// A server runs from `start` to `drain`, once.
public actor Server {
    private let context: ServerContext
    private var loops: [EventLoop] = []
    private var hasStarted = false

    /// Makes a server that hands complete requests to `handler`, on the concurrent pool.
    ///
    /// `refusal` turns what the server refuses by itself into a response; the default is a plain problem
    /// document. `refusesUnread` is asked, on the connection's loop, before a body above 64 KiB is read: where it says that
    /// `handler` will refuse the request whatever comes, `handler` gets it without its body
    /// (``HTTPMessage/Request/isBodyUnread``), and the connection closes after the answer.
    public init(
        configuration: ServerConfiguration,
        refusesUnread: @escaping @Sendable (Request) -> Bool = { _ in false },
        refusal: @escaping @Sendable (Problem) -> Response = { $0.response },
        handler: @escaping RequestHandler
    ) {
        context = ServerContext(
            configuration: configuration,
            handler: handler,
            refusesUnread: refusesUnread,
            refusal: refusal,
            ledger: ConnectionLedger(configuration: configuration)
        )
    }

    /// The counts now, for metrics.
    public nonisolated var counters: ServerCounters { context.ledger.counters }

    /// Listens and returns the address in numbers, with the port that was taken where 0 was asked for.
    @discardableResult
    public func start() async throws(ServerError) -> BoundAddress {
        guard !hasStarted else { throw .alreadyStarted }
        let configuration = context.configuration
        if let setting = configuration.firstInvalidSetting { throw .invalidConfiguration(setting: setting) }
        let listener = try Listener(host: configuration.host, port: configuration.port)
        hasStarted = true
        do throws(ServerError) {
            loops = try makeLoops(count: configuration.loopCount)
            for loop in loops { await loop.start() }
            try await loops[0].listen(on: listener.descriptor, among: loops)
        } catch {
            close(listener.descriptor)
            await shutDown()
            hasStarted = false
            throw error
        }
        return listener.address
    }

    private func makeLoops(count: Int) throws(ServerError) -> [EventLoop] {
        var made: [EventLoop] = []
        for number in 0..<count { made.append(try EventLoop(number: number, context: context)) }
        return made
    }

    /// Stops listening, closes idle connections, lets running requests finish with `Connection: close`, and
    /// returns when the last connection is gone, after `bound` at the latest.
    public func drain(within bound: Duration) async {
        let end = ContinuousClock.now + bound
        await loops.first?.stopListening()
        await withTaskGroup { group in
            for loop in loops { group.addTask { await loop.drain(until: end) } }
        }
        await shutDown()
    }

    private func shutDown() async {
        for loop in loops { await loop.shutDown() }
        loops = []
    }
}
