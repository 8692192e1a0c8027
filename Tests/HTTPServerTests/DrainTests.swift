import Glibc
import HTTPMessage
import HTTPServer
import Testing

@Suite struct DrainTests {
    @Test func finishesRunningRequestsAndClosesTheRest() async throws {
        let (entered, leave) = (Gate(), Gate())
        let handler: RequestHandler = { request in
            if request.path == "/slow" {
                await entered.open()
                await leave.wait()
            }
            return await echo(request)
        }
        let server = Server(configuration: testConfiguration(), handler: handler)
        let port = try await server.start().port
        let idle = try TestClient(port: port)
        await idle.send(get("/"))
        #expect(await idle.response()?.status == 200)
        let busy = try TestClient(port: port)
        await busy.send(get("/slow"))
        await entered.wait()
        async let drained: Void = server.drain(within: .seconds(20))
        #expect(await idle.isAtEnd())
        #expect(throws: TestClient.ConnectFailure.self) { try TestClient(port: port) }
        await leave.open()
        let answer = try #require(await busy.response())
        #expect(answer.text == "GET /slow")
        #expect(answer.has("Connection: close"))
        await busy.close()
        await drained
        #expect(server.counters.openConnections == 0)
    }

    @Test func shortensTheDeadlineOfUnfinishedRequests() async throws {
        let configuration = testConfiguration { $0.drainTimeout = .milliseconds(50) }
        let server = Server(configuration: configuration, handler: echo)
        let port = try await server.start().port
        let client = try TestClient(port: port)
        await client.send(post(10) + "abc")
        #expect(await eventually { server.counters.bufferedBodyBytes == 3 })
        async let drained: Void = server.drain(within: .seconds(20))
        #expect(await client.response()?.status == 408)
        await client.close()
        await drained
    }

    @Test func cutsWhatIsLeftAtTheBound() async throws {
        let entered = Gate()
        let handler: RequestHandler = { request in
            await entered.open()
            await waitForCancellation()
            return await echo(request)
        }
        let server = Server(configuration: testConfiguration(), handler: handler)
        let client = try TestClient(port: try await server.start().port)
        await client.send(get("/"))
        await entered.wait()
        await server.drain(within: .milliseconds(20))
        #expect(server.counters.openConnections == 0)
        #expect(await client.response() == nil)
    }

    @Test func drainsAServerThatWasNeverStarted() async {
        await Server(configuration: testConfiguration(), handler: echo).drain(within: .seconds(1))
    }
}
