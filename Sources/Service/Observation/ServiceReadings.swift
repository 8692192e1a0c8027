import Audit
import Checkpoints
import Inference
import Observability
import Storage
import Tensors
import ZeroShot

/// Numbers that are kept elsewhere and read when metrics are asked for.
struct ServiceReadings: Sendable {
    let models: ServedModels
    let engine: InferenceEngine
    let database: HilumDatabase
    let board: ReadinessBoard
    let audit: AuditLog?
    /// What the rest of the process knows, such as connections.
    let others: @Sendable () -> [MetricReading]

    var all: [MetricReading] {
        let load = engine.load
        var readings = [
            MetricReading(.queueWaiting, [:], load.waiting),
            MetricReading(.queueBytes, [:], load.waitingBytes),
            MetricReading(.computeRunning, [:], load.running),
        ]
        readings += models.members.map { model in
            let labels = [
                "id": model.description.id, "sha256": model.digest,
                "precision": model.plan.precision.rawValue,
            ]
            return MetricReading(.modelInfo, labels, 1)
        }
        readings += board.report(at: .now).readings
        if let space = try? DiskSpace.of(database.folder) { readings += space.readings }
        if let audit { readings.append(MetricReading(.auditRecordsLost, [:], audit.lostRecords)) }
        return readings + others()
    }
}
