import HTTPMessage
import HTTPServer
import Testing

@Suite struct BodyTests {
    private func small(_ bytes: Int) -> ServerConfiguration {
        testConfiguration { $0.limits.bodyBytes = bytes }
    }

    @Test func asksForAnExpectedBody() async throws {
        try await withServer { _, port in
            let client = try TestClient(port: port)
            await client.send(post(5, "Expect: 100-continue"))
            #expect(await client.response()?.head == "HTTP/1.1 100 Continue\r\n\r\n")
            await client.send("hello")
            #expect(await client.response()?.text == "hello")
        }
    }

    @Test func doesNotAskForABodyThatIsUnderWay() async throws {
        try await withServer { _, port in
            let client = try TestClient(port: port)
            await client.send(post(5, "Expect: 100-continue") + "hello")
            #expect(await client.response()?.text == "hello")
        }
    }

    @Test func aRefusalThatNeedsNoBodyComesBeforeIt() async throws {
        let refuses: @Sendable (Request) -> Bool = { $0.path == "/" }
        let handler: RequestHandler = { Response(text: "\($0.isBodyUnread) \($0.body.count)") }
        try await withServer(refusesUnread: refuses, handler: handler) { server, port in
            for (framing, first) in [
                ("Content-Length: 600000\r\nExpect: 100-continue", ""),
                ("Transfer-Encoding: chunked", "11000\r\n" + String(repeating: "a", count: 0x11000)),
            ] {
                let client = try TestClient(port: port)
                await client.send("POST / HTTP/1.1\r\nHost: a\r\n\(framing)\r\n\r\n" + first)
                let answer = try #require(await client.response())
                #expect(answer.text == "true 0" && answer.head.contains("Connection: close\r\n"))
                // What comes all the same is no request.
                await client.send("\r\n0\r\n\r\nGET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(await client.isAtEnd())
                #expect(server.counters.bufferedBodyBytes == 0)
            }
        }
    }

    @Test func aShortBodyIsReadForTheConnectionsSake() async throws {
        let handler: RequestHandler = { Response(text: "\($0.isBodyUnread) \($0.body.count)") }
        try await withServer(refusesUnread: { _ in true }, handler: handler) { _, port in
            let client = try TestClient(port: port)
            await client.send(post(5) + "hello")
            #expect(await client.response()?.text == "false 5")
            await client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
            )
            #expect(await client.response()?.text == "false 5")
        }
    }

    @Test func refusesAnExpectedBodyThatIsTooLarge() async throws {
        try await withServer(small(4)) { server, port in
            let client = try TestClient(port: port)
            await client.send(post(5, "Expect: 100-continue"))
            let answer = try #require(await client.response())
            #expect(answer.status == 413)
            #expect(answer.text.contains(#""limit":4,"received":5"#))
            #expect(await client.isAtEnd())
            #expect(server.counters.requests == 0)
            #expect(server.counters.refusedRequests == 1)
        }
    }

    @Test(arguments: [
        "Content-Length: 600000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n927c0\r\n",
    ])
    func refusesALargeUploadWithAReadableAnswer(framing: String) async throws {
        try await withServer(small(100_000)) { _, port in
            let client = try TestClient(port: port)
            await client.send("POST / HTTP/1.1\r\nHost: a\r\n" + framing)
            await client.send([UInt8](repeating: 0x61, count: 600_000))
            #expect(await client.response()?.status == 413)
            #expect(await client.isAtEnd())
        }
    }

    @Test func takesChunkedBodiesInPieces() async throws {
        try await withServer { _, port in
            let client = try TestClient(port: port)
            await client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r")
            await client.send("\nhello\r\n1")
            await client.send("0\r\n0123456789abcdef\r\n0\r\nX: y\r\n\r\n")
            #expect(await client.response()?.text == "hello0123456789abcdef")
        }
    }

    @Test func carriesLargeBodiesBothWays() async throws {
        try await withServer { server, port in
            let client = try TestClient(port: port)
            let body = (0..<20_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
            async let sent = client.send(Array(post(body.count).utf8) + body)
            #expect(await sent)
            #expect(await client.response()?.body == body)
            #expect(await eventually { server.counters.bufferedBodyBytes == 0 })
        }
    }

    @Test(arguments: [
        ("\u{16}\u{3}\u{1}", 400), ("GET / HTTP/1.1\n", 400), ("GET / HTTP/3.0\r\n", 505),
        ("GET /" + String(repeating: "a", count: 300_000), 414),
        ("GET / HTTP/1.1\r\nX: " + String(repeating: "a", count: 300_000), 431),
        (post(4, "Content-Length: 5"), 400),
    ])
    func refusesMalformedRequestsAtOnce(text: String, status: Int) async throws {
        try await withServer { _, port in
            let client = try TestClient(port: port)
            await client.send(text)
            let answer = try #require(await client.response())
            #expect(answer.status == status)
            #expect(answer.has("Connection: close"))
            #expect(answer.has("Content-Type: application/problem+json"))
            #expect(await client.isAtEnd())
        }
    }
}
