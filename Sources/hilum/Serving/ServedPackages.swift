import Checkpoints
import Dispatch
import Foundation
import Service
import Settings
import Tensors
import ZeroShot

/// The packages of the model that is served, or of an ensemble's members.
struct ServedPackages {
    let packages: [ModelPackage]
    private let folder: PackageFolder
    private let plan: PrecisionPlan?

    /// Opens them; digests of large weights are left to be checked.
    init(_ scoring: ServeSettings.Scoring) throws {
        try self.init(scoring, defersDigestOver: Self.largeWeights)
    }

    private init(_ scoring: ServeSettings.Scoring, defersDigestOver bytes: Int?) throws {
        plan = try scoring.precision.map { precision in
            guard precision.isAvailable else {
                throw CommandError(
                    "This processor cannot compute in \(precision.rawValue). Set precision to auto or float32."
                )
            }
            return PrecisionPlan(precision)
        }
        folder = PackageFolder(path: scoring.model)
        packages = try folder.members().map { member in
            do throws(CheckpointError) {
                return try ModelPackage(path: member.path, defersDigestOver: bytes)
            } catch {
                throw member.unusable(error)
            }
        }
    }

    /// The bytes of weights that are hashed in a fraction of a second: 64 MiB.
    private static let largeWeights = 64 << 20

    /// Loads the model or the members of the ensemble.
    func load() throws -> ServedModels {
        let members = try packages.map { package in
            do throws(CheckpointError) {
                return try ZeroShotModel(package, plan: plan)
            } catch {
                throw folder.unusable(error)
            }
        }
        let name = URL(filePath: folder.path).lastPathComponent
        return members.count == 1 ? ServedModels(members[0]) : ServedModels(ensemble: name, members)
    }

    /// Opens and loads the packages beside those that are served, with every digest checked now and the answers
    /// compared with those that were kept when the packages were made.
    static func loadAnew(_ scoring: ServeSettings.Scoring) async throws -> ServedModels {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global(qos: .utility).async {
                continuation.resume(
                    with: Result {
                        let served = try ServedPackages(scoring, defersDigestOver: nil)
                        let models = try served.load()
                        try served.compareAnswers(of: models)
                        return models
                    }
                )
            }
        }
    }

    private func compareAnswers(of models: ServedModels) throws {
        let backend = CPUBackend(threads: 1)
        for (member, model) in zip(try folder.members(), models.members) {
            guard let kept = try ModelPackage.keptGoldenAnswers(path: member.path) else { continue }
            let cosine = try model.smallestCosine(with: kept, on: backend)
            guard cosine >= model.leastGoldenCosine else {
                throw CommandError(
                    "The model \(model.description.id) answers otherwise than when its package was made (smallest cosine "
                        + "\(cosine), \(model.leastGoldenCosine) expected). 'hilum model verify' says more."
                )
            }
        }
    }
}
