import Glibc
import HTTPServer
import Testing

/// Opens connections until the process has no descriptor left, and expects the server to go on.
///
/// It lowers this process's limit and must run in one of its own.
func exhaustDescriptors() async throws {
    try await withServer { server, port in
        var clients: [TestClient] = [try TestClient(port: port)]
        await clients[0].send(get("/first"))
        try expect(await clients[0].response()?.status == 200)
        // Clients share the process with the server, so they have their descriptors before these run out: one that
        // asked for a descriptor meanwhile could take the very one that the server gives up to turn a client away.
        let sockets = (0..<8).map { _ in TestClient.unconnectedSocket() }
        let lowestFree = dup(0)
        close(lowestFree)
        var limit = rlimit(rlim_cur: rlim_t(lowestFree + 20), rlim_max: rlim_t(lowestFree + 20))
        try expect(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        var fillers: [Int32] = []
        while case let filler = dup(0), filler >= 0 { fillers.append(filler) }
        for socket in sockets { clients.append(try TestClient(port: port, socket: socket)) }
        try expect(await eventually { server.counters.refusedConnections > 0 })
        for filler in fillers { close(filler) }
        for client in clients { await client.close() }
        try expect(await eventually { server.counters.openConnections == 0 })
        let last = try TestClient(port: port)
        await last.send(get("/last"))
        try expect(await last.response()?.text == "GET /last")
    }
}

private struct Unexpected: Error {}

private func expect(_ condition: Bool) throws {
    guard condition else { throw Unexpected() }
}
