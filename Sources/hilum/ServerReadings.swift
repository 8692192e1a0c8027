import HTTPServer
import Service
import Synchronization

/// The server's counters for the service's metrics; the service is made before the server.
final class ServerReadings: Sendable {
    private let server = Mutex<Server?>(nil)

    func follow(_ server: Server) {
        self.server.withLock { $0 = server }
    }

    func read() -> [Metrics.Reading] {
        guard let counters = server.withLock({ $0 })?.counters else { return [] }
        return [
            Metrics.Reading(
                "hilum_connections_open",
                .gauge,
                help: "Connections open now.",
                value: counters.openConnections
            ),
            Metrics.Reading(
                "hilum_connections_accepted_total",
                .counter,
                help: "Connections accepted.",
                value: counters.acceptedConnections
            ),
            Metrics.Reading(
                "hilum_connections_refused_total",
                .counter,
                help: "Connections refused.",
                value: counters.refusedConnections
            ),
            Metrics.Reading(
                "hilum_connections_evicted_total",
                .counter,
                help: "Idle connections closed to make room.",
                value: counters.evictedConnections
            ),
            Metrics.Reading(
                "hilum_requests_cancelled_total",
                .counter,
                help: "Requests whose client went away or whose time was up.",
                value: counters.cancelledRequests
            ),
            Metrics.Reading(
                "hilum_buffered_body_bytes",
                .gauge,
                help: "Bytes of request bodies held now.",
                value: counters.bufferedBodyBytes
            ),
        ]
    }
}
