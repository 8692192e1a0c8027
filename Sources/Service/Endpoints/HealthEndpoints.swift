import HTTPMessage
import HTTPTypes
import Observability

/// `/livez`, `/readyz` and `/metrics`.
struct HealthEndpoints: Sendable {
    private struct Liveness: Encodable {
        let status = "live"
    }

    private struct Readiness: Encodable {
        let status: String
        let checks: [ReadinessReport.Check]
    }

    let readings: ServiceReadings
    let metrics: Metrics
    let lifecycle: Lifecycle

    func live(_ call: Call) async throws -> Response { try Response(json: Liveness()) }

    /// What the last looks found: answering costs nothing, however often somebody asks.
    func ready(_ call: Call) async throws -> Response {
        let report = readings.board.report(at: .now)
        let isReady = report.isReady && !lifecycle.isDraining
        var response = try Response(
            status: isReady ? .ok : .serviceUnavailable,
            json: Readiness(
                status: lifecycle.isDraining ? "draining" : isReady ? "ready" : "notReady",
                checks: report.checks
            )
        )
        if !isReady { response.fields[.retryAfter] = "5" }
        return response
    }

    func metricsText(_ call: Call) async throws -> Response {
        Response(
            status: .ok,
            contentType: "text/plain; version=0.0.4; charset=utf-8",
            body: Array(metrics.exposition(readings.all).utf8)
        )
    }
}
