import HTTPServer
import Locking
import Observability

/// The server's counters for the service's metrics; the service is made before the server.
final class ServerReadings: Sendable {
    private let server = Guarded<Server?>(nil)

    func follow(_ server: Server) {
        self.server.withLock { $0 = server }
    }

    func read() -> [MetricReading] {
        let build = MetricReading(.buildInfo, ["version": Version.current, "swift": Version.compiler], 1)
        guard let counters = server.withLock({ $0 })?.counters else { return [build] }
        return [
            build,
            MetricReading(.connectionsOpen, [:], counters.openConnections),
            MetricReading(.connectionsAccepted, [:], counters.acceptedConnections),
            MetricReading(.connectionsRefused, [:], counters.refusedConnections),
            MetricReading(.connectionsEvicted, [:], counters.evictedConnections),
            MetricReading(.requestsCancelled, [:], counters.cancelledRequests),
            MetricReading(.bufferedBodyBytes, [:], counters.bufferedBodyBytes),
        ]
    }
}
