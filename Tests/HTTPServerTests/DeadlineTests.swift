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

    @Test func refusesHeadsThatComeTooSlowlyHoweverTheyDribble() async throws {
        let configuration = testConfiguration {
            $0.headTimeout = Self.short
            $0.limits.headerBytes = 1_000_000_000
        }
        try await withServer(configuration) { server, port in
            let client = try TestClient(port: port)
            await client.send("GET / HTTP/1.1\r\nX: ")
            while server.counters.refusedRequests == 0 { await client.send("a") }
            #expect(await client.response()?.status == 408)
            #expect(await client.isAtEnd())
        }
    }

    @Test(arguments: [post(1_000_000), post(1_000_000) + String(repeating: "a", count: 60_000)])
    func refusesBodiesBelowTheLeastRate(start: String) async throws {
        let configuration = testConfiguration {
            $0.minimumBodyRate = 1_000_000
            $0.rateWindow = Self.short
        }
        try await withServer(configuration) { server, port in
            let client = try TestClient(port: port)
            await client.send(start)
            let answer = try #require(await client.response())
            #expect(answer.status == 408)
            #expect(server.counters.stalledRequests == 1)
            #expect(server.counters.bufferedBodyBytes == 0)
        }
    }

    @Test func asksNoRateOfHandlersAndIdleConnections() async throws {
        let leave = Gate()
        let configuration = testConfiguration {
            $0.rateWindow = .milliseconds(1)
            $0.minimumWriteRate = 1_024
        }
        let handler: RequestHandler = { request in
            await leave.wait()
            return await echo(request)
        }
        try await withServer(configuration, handler: handler) { server, port in
            let client = try TestClient(port: port)
            await client.send(post(5) + "hello")
            #expect(await eventually { server.counters.requests == 1 })
            let other = try TestClient(port: port)
            for _ in 0..<100 { await Task.yield() }
            await leave.open()
            #expect(await client.response()?.text == "hello")
            await other.send(get("/"))
            #expect(await other.response()?.status == 200)
        }
    }

    @Test func closesOnClientsThatReadBelowTheLeastRate() async throws {
        let configuration = testConfiguration {
            $0.rateWindow = Self.short
            $0.minimumWriteRate = 1_024
        }
        let body = [UInt8](repeating: 0x61, count: 32 * 1024 * 1024)
        try await withServer(configuration, handler: { _ in Response(status: .ok, body: body) }) {
            server,
            port in
            let client = try TestClient(port: port)
            await client.send(get("/"))
            #expect(await eventually { server.counters.stalledRequests == 1 })
            #expect(await eventually { server.counters.openConnections == 0 })
            #expect(server.counters.bufferedResponseBytes == 0)
            #expect(await client.response() == nil)
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
