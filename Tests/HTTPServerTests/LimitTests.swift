import HTTPMessage
import HTTPServer
import HTTPTypes
import Testing

@Suite struct LimitTests {
    @Test func listsEveryLimitOnceWithItsDefault() {
        let descriptions = ServerConfiguration().limitDescriptions
        let values = Dictionary(uniqueKeysWithValues: descriptions.map { ($0.name, $0.value) })
        #expect(values["connectionLimit"] == 1_024)
        #expect(values["connectionLimitPerAddress"] == 64)
        #expect(values["headTimeout"] == 10_000)
        #expect(values["bodyTimeout"] == 60_000)
        #expect(values["idleTimeout"] == 60_000)
        #expect(values["requestsPerConnection"] == 10_000)
        #expect(values["headerBytes"] == 16_384)
        #expect(descriptions.first { $0.name == "minimumBodyRate" }?.unit == .bytesPerSecond)
    }

    @Test(arguments: [
        "requestsPerConnection", "rateWindow", "bufferedResponseLimit", "headerBytes", "minimumBodyRate",
    ])
    func refusesSettingsOutOfRange(setting: String) async {
        let configuration = testConfiguration {
            switch setting {
            case "requestsPerConnection": $0.requestsPerConnection = 0
            case "rateWindow": $0.rateWindow = .zero
            case "bufferedResponseLimit": $0.bufferedResponseLimit = 0
            case "headerBytes": $0.limits.headerBytes = -1
            default: $0.minimumBodyRate = -1
            }
        }
        await #expect(throws: ServerError.invalidConfiguration(setting: setting)) {
            try await Server(configuration: configuration, handler: echo).start()
        }
    }

    @Test func closesAfterTheLastRequestOfAConnection() async throws {
        try await withServer(testConfiguration { $0.requestsPerConnection = 3 }) { server, port in
            let client = try TestClient(port: port)
            await client.send((1...5).map { get("/\($0)") }.joined())
            for number in 1...3 {
                let answer = try #require(await client.response())
                #expect(answer.text == "GET /\(number)")
                #expect(answer.has("Connection: close") == (number == 3))
            }
            #expect(await client.isAtEnd())
            #expect(server.counters.requests == 3)
        }
    }

    @Test func refusesResponsesBeyondTheSum() async throws {
        let handler: RequestHandler = { request in
            Response(status: .ok, body: [UInt8](repeating: 0, count: request.path == "/large" ? 2_000 : 10))
        }
        try await withServer(testConfiguration { $0.bufferedResponseLimit = 1_000 }, handler: handler) {
            server,
            port in
            let client = try TestClient(port: port)
            await client.send(get("/large"))
            let answer = try #require(await client.response())
            #expect(answer.status == 503)
            #expect(answer.has("Retry-After: 1"))
            await client.send(get("/small"))
            #expect(await client.response()?.status == 200)
            #expect(await eventually { server.counters.bufferedResponseBytes == 0 })
        }
    }

    @Test func turnsAwayTheSecondConnectionOfAnAddressButNotThatOfAnother() async throws {
        let (entered, leave) = (Gate(), Gate())
        let handler: RequestHandler = { request in
            if request.path == "/busy" {
                await entered.open()
                await leave.wait()
            }
            return Response(text: request.peerAddress ?? "none")
        }
        try await withServer(testConfiguration { $0.connectionLimitPerAddress = 1 }, handler: handler) {
            _,
            port in
            let busy = try TestClient(port: port)
            await busy.send(get("/busy"))
            await entered.wait()
            let refused = try TestClient(port: port)
            #expect(await refused.response()?.status == 503)
            let other = try TestClient(port: port, from: 2)
            await other.send(get("/"))
            #expect(await other.response()?.text == "127.0.0.2")
            await leave.open()
            #expect(await busy.response()?.text == "127.0.0.1")
        }
    }
}
