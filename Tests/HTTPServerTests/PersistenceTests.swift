import HTTPMessage
import HTTPServer
import HTTPTypes
import Testing

@Suite struct PersistenceTests {
    @Test func answersManyRequestsOnOneConnection() async throws {
        try await withServer { server, port in
            let client = try TestClient(port: port)
            for number in 0..<100 {
                await client.send(get("/\(number)"))
                #expect(await client.response()?.text == "GET /\(number)")
            }
            #expect(server.counters.acceptedConnections == 1)
            #expect(server.counters.requests == 100)
        }
    }

    @Test func answersPipelinedRequestsInOrder() async throws {
        try await withServer { _, port in
            let client = try TestClient(port: port)
            let body = String(repeating: "x", count: 100_000)
            await client.send(
                (0..<50).map { get("/\($0)") }.joined() + post(body.utf8.count) + body + get("/last")
            )
            for number in 0..<50 { #expect(await client.response()?.text == "GET /\(number)") }
            #expect(await client.response()?.text == body)
            #expect(await client.response()?.text == "GET /last")
        }
    }

    @Test func answersPipelinedRequestsOfAllSizesInOrder() async throws {
        try await withServer { server, port in
            let client = try TestClient(port: port)
            let sizes = [1, 70_000, 0, 3, 100_000, 65_536, 65_535, 2, 0, 131_072]
            let requests = sizes.enumerated().map { number, size in
                size == 0
                    ? get("/\(number)") : post(size) + String(repeating: "\(number)", count: size)
            }
            // Few enough bytes for the system to hold while nobody reads.
            #expect(await client.send(requests.joined()))
            for (number, size) in sizes.enumerated() {
                let expected = size == 0 ? "GET /\(number)" : String(repeating: "\(number)", count: size)
                #expect(await client.response()?.text == expected)
            }
            #expect(server.counters.requests == sizes.count)
        }
    }

    @Test func handlesOneRequestOfAConnectionAtATime() async throws {
        let (entered, leave) = (Gate(), Gate())
        let handler: RequestHandler = { request in
            if request.path == "/1" {
                await entered.open()
                await leave.wait()
            }
            return await echo(request)
        }
        try await withServer(handler: handler) { server, port in
            let client = try TestClient(port: port)
            await client.send(get("/1"))
            await entered.wait()
            await client.send(get("/2"))
            #expect(server.counters.requests == 1)
            await leave.open()
            #expect(await client.response()?.text == "GET /1")
            #expect(await client.response()?.text == "GET /2")
        }
    }

    @Test func countsButOmitsTheBodyOfHEAD() async throws {
        try await withServer { _, port in
            let client = try TestClient(port: port)
            await client.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n" + get("/b"))
            let answer = try #require(await client.response(toHEAD: true))
            #expect(answer.has("Content-Length: 7"))
            #expect(await client.response()?.text == "GET /b")
        }
    }

    @Test(arguments: [
        get("/", "Connection: Close"), "GET / HTTP/1.0\r\n\r\n", get("/close"),
    ])
    func closesInGoodOrder(request: String) async throws {
        let handler: RequestHandler = { request in
            var response = await echo(request)
            if request.path == "/close" { response.fields[.connection] = "close" }
            return response
        }
        try await withServer(handler: handler) { _, port in
            let client = try TestClient(port: port)
            await client.send(request)
            let answer = try #require(await client.response())
            #expect(answer.status == 200)
            #expect(answer.has("Connection: close"))
            #expect(await client.isAtEnd())
        }
    }

    @Test func keepsHTTP10ConnectionsThatAskForIt() async throws {
        try await withServer { _, port in
            let client = try TestClient(port: port)
            for _ in 0..<2 {
                await client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                #expect(await client.response()?.has("Connection: keep-alive") == true)
            }
        }
    }

    @Test func answersAClientThatHasHalfClosed() async throws {
        try await withServer { _, port in
            let client = try TestClient(port: port)
            await client.send(get("/1") + get("/2"))
            await client.halfClose()
            #expect(await client.response()?.text == "GET /1")
            #expect(await client.response()?.text == "GET /2")
            #expect(await client.isAtEnd())
        }
    }

    @Test func sendsDateAndHidesInterimAnswersOfHandlers() async throws {
        try await withServer(handler: { _ in Response(status: .continue) }) { _, port in
            let client = try TestClient(port: port)
            await client.send(get("/"))
            let answer = try #require(await client.response())
            #expect(answer.status == 500)
            #expect(answer.head.contains("\r\nDate: "))
        }
    }

    @Test func tellsHandlersWhoAsksAndHowLongTheyHave() async throws {
        let handler: RequestHandler = { request in
            let hasDeadline = request.deadline.map { $0 > request.receivedAt } ?? false
            return Response(text: "\(request.remoteAddress) \(hasDeadline)")
        }
        try await withServer(handler: handler) { _, port in
            let client = try TestClient(port: port)
            await client.send(get("/"))
            #expect(await client.response()?.text == "127.0.0.1 true")
        }
    }
}
