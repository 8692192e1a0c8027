import HTTPMessage
import HTTPTypes
import Inference
import ZeroShot

/// `/livez`, `/readyz` and `/metrics`.
struct HealthEndpoints: Sendable {
    private struct Liveness: Encodable {
        let status = "live"
    }

    private struct Readiness: Encodable {
        struct Check: Encodable {
            let name: String
            let ok: Bool
        }

        let status: String
        let checks: [Check]
    }

    let engine: InferenceEngine
    let catalog: LabelSetCatalog
    let metrics: Metrics
    let lifecycle: Lifecycle
    /// Numbers that other parts of the process know.
    let readings: @Sendable () -> [Metrics.Reading]

    /// How long a compute thread may take to answer before the service calls itself not ready.
    private static let patience = Duration.seconds(5)

    func live(_ call: Call) async throws -> Response { try Response(json: Liveness()) }

    /// Ready means that a compute thread has just done something, not that a flag was set once.
    func ready(_ call: Call) async throws -> Response {
        let checks = [
            Readiness.Check(name: "accepting", ok: !lifecycle.isDraining),
            Readiness.Check(name: "compute", ok: await computes()),
            Readiness.Check(name: "labelSets", ok: await catalog.isReadable()),
        ]
        let isReady = checks.allSatisfy(\.ok)
        var response = try Response(
            status: isReady ? .ok : .serviceUnavailable,
            json: Readiness(status: isReady ? "ready" : "notReady", checks: checks)
        )
        if !isReady { response.fields[.retryAfter] = "5" }
        return response
    }

    func metricsText(_ call: Call) async throws -> Response {
        let load = engine.load
        let own = [
            Metrics.Reading(
                "hilum_queue_waiting",
                .gauge,
                help: "Jobs waiting for a compute thread.",
                value: load.waiting
            ),
            Metrics.Reading(
                "hilum_compute_running",
                .gauge,
                help: "Jobs on a compute thread.",
                value: load.running
            ),
        ]
        return Response(
            status: .ok,
            contentType: "text/plain; version=0.0.4; charset=utf-8",
            body: Array(metrics.exposition(readings: own + readings()).utf8)
        )
    }

    private func computes() async -> Bool {
        do {
            _ = try await engine.run(deadline: .now + Self.patience) { _ in true }
            return true
        } catch InferenceError.overloaded {
            // A full queue that moves is busy, not broken.
            let before = engine.load.completed
            try? await Task.sleep(for: .seconds(1))
            return engine.load.completed > before
        } catch {
            return false
        }
    }
}
