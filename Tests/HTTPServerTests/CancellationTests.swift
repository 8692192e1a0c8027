import HTTPMessage
import HTTPServer
import Testing

@Suite struct CancellationTests {
    enum Departure: Sendable, CaseIterable {
        case close
        case reset
        case halfClose
    }

    @Test(arguments: Departure.allCases)
    func cancelsTheHandlerOfAClientThatLeaves(_ departure: Departure) async throws {
        let (entered, cancelled) = (Gate(), Gate())
        let handler: RequestHandler = { request in
            await entered.open()
            await waitForCancellation()
            await cancelled.open()
            return await echo(request)
        }
        try await withServer(handler: handler) { server, port in
            let client = try TestClient(port: port)
            await client.send(get("/"))
            await entered.wait()
            switch departure {
            case .close: await client.close()
            case .reset: await client.reset()
            case .halfClose: await client.halfClose()
            }
            await cancelled.wait()
            #expect(await eventually { server.counters.openConnections == 0 })
            #expect(server.counters.cancelledRequests == 1)
        }
    }

    @Test func forgetsManyClientsThatResetMidRequest() async throws {
        try await withServer { server, port in
            for number in 0..<300 {
                let client = try TestClient(port: port)
                await client.send(number % 2 == 0 ? "GET / HT" : post(100) + "abc")
                await client.reset()
            }
            #expect(await eventually { server.counters.openConnections == 0 })
            #expect(await eventually { server.counters.acceptedConnections == 300 })
            #expect(server.counters.bufferedBodyBytes == 0)
        }
    }
}
