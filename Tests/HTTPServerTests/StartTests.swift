import Glibc
import HTTPServer
import Testing

@Suite struct StartTests {
    private func startError(_ change: (inout ServerConfiguration) -> Void) async -> ServerError? {
        let server = Server(configuration: testConfiguration(change), handler: echo)
        do throws(ServerError) {
            try await server.start()
            await server.drain(within: .zero)
            return nil
        } catch {
            return error
        }
    }

    @Test func namesATakenPort() async throws {
        try await withServer { _, port in
            let error = await startError { $0.port = port }
            #expect(error == .addressInUse(host: "127.0.0.1", port: port))
            #expect(error?.description.contains("\(port)") == true)
        }
    }

    @Test func namesAnUnknownHost() async {
        let error = await startError { $0.host = "no-such-host.invalid" }
        #expect(error == .unresolvableHost(host: "no-such-host.invalid"))
    }

    @Test func namesAnAddressOfAnotherMachine() async {
        // 192.0.2.0/24 is reserved for documentation (RFC 5737), so no machine has it.
        let error = await startError { $0.host = "192.0.2.1" }
        #expect(error == .addressNotAvailable(host: "192.0.2.1", port: 0))
    }

    @Test func namesASettingOutOfRange() async {
        #expect(await startError { $0.loopCount = 0 } == .invalidConfiguration(setting: "loopCount"))
        #expect(await startError { $0.port = 65_536 } == .invalidConfiguration(setting: "port"))
        #expect(await startError { $0.headTimeout = .zero } == .invalidConfiguration(setting: "headTimeout"))
    }

    @Test func startsOnce() async throws {
        try await withServer { server, _ in
            await #expect(throws: ServerError.alreadyStarted) { try await server.start() }
        }
    }

    @Test(.enabled(if: hasIPv6Loopback, "This machine has no IPv6 loopback address."))
    func listensOnIPv6AndTakesIPv4WithIt() async throws {
        let server = Server(configuration: testConfiguration { $0.host = "::" }, handler: echo)
        let address = try await server.start()
        #expect(address.description == "[::]:\(address.port)")
        let client = try TestClient(port: address.port)
        await client.send(get("/"))
        #expect(await client.response()?.text == "GET /")
        await server.drain(within: .zero)
    }
}

private let hasIPv6Loopback: Bool = {
    let probe = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
    guard probe >= 0 else { return false }
    defer { close(probe) }
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_addr = in6addr_loopback
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(probe, $0, socklen_t(MemoryLayout<sockaddr_in6>.size)) == 0
        }
    }
}()
