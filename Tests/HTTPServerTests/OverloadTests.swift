import HTTPMessage
import HTTPServer
import Testing

@Suite struct OverloadTests {
    /// A client that has been answered once and is idle now.
    private func idleClient(_ server: Server, _ port: Int) async throws -> TestClient {
        let before = server.counters
        let client = try TestClient(port: port)
        await client.send(get("/"))
        #expect(await client.response()?.status == 200)
        #expect(server.counters.acceptedConnections == before.acceptedConnections + 1)
        return client
    }

    @Test(arguments: [1, 2])
    func evictsTheLongestIdleConnectionAtTheLimit(loopCount: Int) async throws {
        let configuration = testConfiguration {
            $0.loopCount = loopCount
            $0.connectionLimit = 2
        }
        try await withServer(configuration) { server, port in
            let first = try await idleClient(server, port)
            let second = try await idleClient(server, port)
            let third = try await idleClient(server, port)
            #expect(await first.isAtEnd())
            await second.send(get("/still"))
            #expect(await second.response()?.text == "GET /still")
            await third.send(get("/too"))
            #expect(await third.response()?.text == "GET /too")
            #expect(server.counters.evictedConnections == 1)
        }
    }

    @Test func takesThePlaceOfAClientThatDribblesItsHead() async throws {
        let configuration = testConfiguration {
            $0.connectionLimit = 2
            $0.headTimeout = .seconds(600)
        }
        try await withServer(configuration) { server, port in
            let slow = [try TestClient(port: port), try TestClient(port: port)]
            for client in slow { await client.send("GET / HT") }
            #expect(await eventually { server.counters.openConnections == 2 })
            let healthy = try TestClient(port: port)
            await healthy.send(get("/"))
            #expect(await healthy.response()?.status == 200)
            #expect(server.counters.refusedConnections == 0)
            #expect(server.counters.evictedConnections == 1)
            // Without this they would be let go, and so closed, before the healthy one comes.
            for client in slow { await client.close() }
        }
    }

    @Test(arguments: [true, false])
    func refusesConnectionsWhenNoneIsIdle(perAddress: Bool) async throws {
        let configuration = testConfiguration {
            if perAddress { $0.connectionLimitPerAddress = 1 } else { $0.connectionLimit = 1 }
            $0.retryAfterSeconds = 7
        }
        let (entered, leave) = (Gate(), Gate())
        let handler: RequestHandler = { request in
            await entered.open()
            await leave.wait()
            return await echo(request)
        }
        try await withServer(configuration, handler: handler) { server, port in
            let busy = try TestClient(port: port)
            await busy.send(get("/busy"))
            await entered.wait()
            let refused = try TestClient(port: port)
            let answer = try #require(await refused.response())
            #expect(answer.status == 503)
            #expect(answer.has("Retry-After: 7"))
            #expect(await refused.isAtEnd())
            #expect(server.counters.refusedConnections == 1)
            await leave.open()
            #expect(await busy.response()?.text == "GET /busy")
        }
    }

    @Test func refusesAnnouncedBodiesBeyondTheSum() async throws {
        let configuration = testConfiguration { $0.bufferedBodyLimit = 1_000 }
        try await withServer(configuration) { server, port in
            let first = try TestClient(port: port)
            await first.send(post(900) + String(repeating: "a", count: 600))
            #expect(await eventually { server.counters.bufferedBodyBytes == 600 })
            let second = try TestClient(port: port)
            await second.send(post(500))
            let answer = try #require(await second.response())
            #expect(answer.status == 503)
            #expect(answer.has("Retry-After: 1"))
            await first.send(String(repeating: "a", count: 300))
            #expect(await first.response()?.body.count == 900)
            #expect(await eventually { server.counters.bufferedBodyBytes == 0 })
        }
    }

    @Test func refusesChunkedBodiesThatGrowBeyondTheSum() async throws {
        let configuration = testConfiguration { $0.bufferedBodyLimit = 1_000 }
        try await withServer(configuration) { server, port in
            let client = try TestClient(port: port)
            let chunk = "400\r\n" + String(repeating: "a", count: 1_024) + "\r\n"
            await client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk)
            #expect(await client.response()?.status == 503)
            #expect(server.counters.bufferedBodyBytes == 0)
        }
    }

    @Test func survivesRunningOutOfDescriptors() async {
        await #expect(processExitsWith: .success) {
            try await exhaustDescriptors()
        }
    }
}
