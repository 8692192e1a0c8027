import Foundation
import Inference
import Locking
public import Observability
import Storage

/// How often the service looks whether it works, and how much room it wants on the disk.
public struct ReadinessPolicy: Sendable {
    /// From one look to the next. The default is 10 s.
    public var interval = Duration.seconds(10)
    /// How long a result counts; longer than the interval. The default is 30 s.
    public var maximumAge = Duration.seconds(30)
    /// What has to be free where the database lies.
    public var disk = DiskWatermark()

    /// The defaults.
    public init() {}
}

/// What has to work for the service to be sent requests.
struct ServiceChecks: Sendable {
    let engine: InferenceEngine
    let database: HilumDatabase
    /// The models that are served now.
    let members: @Sendable () -> [ScoringMember]
    let policy: ReadinessPolicy

    /// The name of the check that an image passes as requests do.
    static let canary = "canary"

    func checks() -> [ReadinessCheck] {
        [
            check(Self.canary) { try await canary() },
            check("database") { try await BlockingQueue().run { try database.labelSets.checkWritable() } },
            check("disk") { try policy.disk.check(database.folder) },
        ]
    }

    private func check(_ name: String, _ run: @escaping @Sendable () async throws -> Void) -> ReadinessCheck {
        ReadinessCheck(name, interval: policy.interval, maximumAge: policy.maximumAge, run: run)
    }

    /// Sends an image through the threads that compute for everybody, as a request would.
    private func canary() async throws {
        let load = engine.load
        guard load.longestRunning < policy.maximumAge else { throw CanaryFailure.stuck }
        do {
            for member in members() {
                let standing = engine.standing(deadline: .now + policy.maximumAge)
                _ = try await member.images.encode(CanaryImage.png[...], standing)
            }
        } catch InferenceError.overloaded {
            // A full queue that moves is busy, not broken: the images of others go through.
            try await Task.sleep(for: policy.interval / 5)
            guard engine.load.completed > load.completed else { throw CanaryFailure.stuck }
        }
    }

    private enum CanaryFailure: Error {
        /// A compute thread has been at one job for longer than a result counts, or the queue is full and no job ends.
        case stuck
    }
}
