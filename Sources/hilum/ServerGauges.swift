import HTTPServer
import Service
import Synchronization

/// The server's counters as gauges of the service, which is made before the server.
final class ServerGauges: Sendable {
    private let server = Mutex<Server?>(nil)

    func follow(_ server: Server) {
        self.server.withLock { $0 = server }
    }

    func read() -> [Metrics.Gauge] {
        guard let counters = server.withLock({ $0 })?.counters else { return [] }
        func gauge(_ name: String, _ help: String, _ value: Int) -> Metrics.Gauge {
            Metrics.Gauge(name: "hilum_\(name)", help: help, value: Double(value))
        }
        return [
            gauge("connections_open", "Connections open now.", counters.openConnections),
            gauge(
                "connections_accepted",
                "Connections accepted since the start.",
                counters.acceptedConnections
            ),
            gauge("connections_refused", "Connections refused since the start.", counters.refusedConnections),
            gauge(
                "connections_evicted",
                "Idle connections closed to make room.",
                counters.evictedConnections
            ),
            gauge(
                "requests_cancelled",
                "Requests whose client went away or whose time was up.",
                counters.cancelledRequests
            ),
            gauge("buffered_body_bytes", "Bytes of request bodies held now.", counters.bufferedBodyBytes),
        ]
    }
}
