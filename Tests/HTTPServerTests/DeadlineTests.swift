import HTTPMessage
import HTTPServer
import HTTPTypes
import Testing

@Suite struct DeadlineTests {
    private static let short = Duration.milliseconds(50)

    @Test func closesSilentConnections() async throws {
        try await withServer(testConfiguration { $0.idleTimeout = Self.short }) { _, port in
            let client = try TestClient(port: port)
            #expect(await client.isAtEnd())
        }
    }

    @Test func closesIdleConnectionsAfterAnAnswer() async throws {
        try await withServer(testConfiguration { $0.idleTimeout = Self.short }) { _, port in
            let client = try TestClient(port: port)
            await client.send(get("/"))
            #expect(await client.response()?.status == 200)
            #expect(await client.isAtEnd())
        }
    }

    @Test func refusesHeadsThatComeTooSlowly() async throws {
        try await withServer(testConfiguration { $0.headTimeout = Self.short }) { _, port in
            let client = try TestClient(port: port)
            await client.send("GET / HTTP/1.1\r\nHost")
            #expect(await client.response()?.status == 408)
            #expect(await client.isAtEnd())
        }
    }

    @Test func refusesBodiesThatComeTooSlowlyHoweverTheyDribble() async throws {
        try await withServer(testConfiguration { $0.bodyTimeout = Self.short }) { server, port in
            let client = try TestClient(port: port)
            await client.send(post(1_000_000))
            while server.counters.refusedRequests == 0 { await client.send("a") }
            let answer = try #require(await client.response())
            #expect(answer.status == 408)
            #expect(answer.text.contains("urn:hilum:problem:body-timeout"))
        }
    }

    @Test func cancelsHandlersThatTakeTooLong() async throws {
        let cancelled = Gate()
        let handler: RequestHandler = { request in
            await waitForCancellation()
            await cancelled.open()
            return await echo(request)
        }
        try await withServer(testConfiguration { $0.handlingTimeout = Self.short }, handler: handler) {
            server,
            port in
            let client = try TestClient(port: port)
            await client.send(get("/"))
            let answer = try #require(await client.response())
            #expect(answer.status == 504)
            #expect(answer.text.contains("urn:hilum:problem:deadline"))
            #expect(await client.isAtEnd())
            await cancelled.wait()
            #expect(server.counters.cancelledRequests == 1)
        }
    }

    @Test func closesOnClientsThatDoNotReadTheirAnswer() async throws {
        let configuration = testConfiguration { $0.writeTimeout = Self.short }
        let body = [UInt8](repeating: 0x61, count: 32 * 1024 * 1024)
        try await withServer(configuration, handler: { _ in Response(status: .ok, body: body) }) {
            server,
            port in
            let client = try TestClient(port: port)
            await client.send(get("/"))
            #expect(
                await eventually { server.counters.requests == 1 && server.counters.openConnections == 0 }
            )
            #expect(await client.response() == nil)
        }
    }

    @Test func listensOnlySoLongToARefusedClient() async throws {
        try await withServer(testConfiguration { $0.lingerTimeout = Self.short }) { server, port in
            let client = try TestClient(port: port)
            await client.send("\u{0}")
            #expect(await client.response()?.status == 400)
            #expect(await eventually { server.counters.openConnections == 0 })
        }
    }
}
