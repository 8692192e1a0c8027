import HTTPMessage
import HTTPServer
import HTTPTypes

/// A configuration for tests: a free port, exact deadlines, and no limit that is not asked for.
func testConfiguration(_ change: (inout ServerConfiguration) -> Void = { _ in }) -> ServerConfiguration {
    var configuration = ServerConfiguration()
    configuration.port = 0
    configuration.timerInterval = .milliseconds(10)
    configuration.connectionLimitPerAddress = 1024
    configuration.minimumBodyRate = 0
    configuration.minimumWriteRate = 0
    change(&configuration)
    return configuration
}

/// Starts a server, hands it and its port to `body`, and drains it afterwards.
func withServer(
    _ configuration: ServerConfiguration = testConfiguration(),
    refusesUnread: @escaping @Sendable (Request) -> Bool = { _ in false },
    handler: @escaping RequestHandler = echo,
    _ body: (Server, Int) async throws -> Void
) async throws {
    let server = Server(configuration: configuration, refusesUnread: refusesUnread, handler: handler)
    let address = try await server.start()
    do {
        try await body(server, address.port)
    } catch {
        await server.drain(within: .zero)
        throw error
    }
    await server.drain(within: .zero)
}

/// Answers with method, path and body.
@Sendable func echo(_ request: Request) async -> Response {
    var response = Response(status: .ok, contentType: "application/octet-stream", body: request.body)
    if request.body.isEmpty { response = Response(text: "\(request.method.rawValue) \(request.path)") }
    return response
}

/// A request without body.
func get(_ target: String, _ fields: String...) -> String {
    "GET \(target) HTTP/1.1\r\nHost: a\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n"
}

/// The head of a request with a body of that length.
func post(_ length: Int, _ fields: String...) -> String {
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n" + fields.map { $0 + "\r\n" }.joined()
        + "\r\n"
}

/// Lets tests wait for handlers and handlers wait for tests.
actor Gate {
    private var isOpen = false
    private var waiters: [CheckedContinuation<Void, Never>] = []

    func open() {
        isOpen = true
        for waiter in waiters { waiter.resume() }
        waiters = []
    }

    func wait() async {
        if isOpen { return }
        await withCheckedContinuation { waiters.append($0) }
    }
}

/// Waits until this task is cancelled.
func waitForCancellation() async {
    let gate = Gate()
    await withTaskCancellationHandler {
        await gate.wait()
    } onCancel: {
        Task { await gate.open() }
    }
}

/// Whether the condition comes true while other tasks get their turns; gives up after ten seconds.
func eventually(_ condition: () async -> Bool) async -> Bool {
    let end = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < end {
        if await condition() { return true }
        await Task.yield()
    }
    return await condition()
}
