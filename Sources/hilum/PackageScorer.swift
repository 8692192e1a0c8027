import Checkpoints
import Radiographs
import Service
import Tensors
import ZeroShot

/// Scores images with one model package, or with the mean of several as in Tiu et al. 2022.
struct PackageScorer {
    private struct Member {
        let name: String
        let model: ZeroShotModel
        let classifier: ZeroShotClassifier
    }

    private let members: [Member]

    /// Loads packages and embeds the prompts of a label set with each.
    ///
    /// - Parameter paths: The packages' folders, one or more.
    init(
        _ paths: [String],
        _ labelSet: LabelSet,
        _ arithmetic: PrecisionOption,
        on backend: CPUBackend
    ) throws {
        guard !paths.isEmpty else { throw CommandError("Name a model package with --model.") }
        let folders = try paths.flatMap { try PackageFolder(path: $0).members() }
        let plan = try arithmetic.plan()
        members = try folders.map { folder in
            let model = try folder.load(plan: plan)
            let texts = labelSet.prompts
            let embedded = Dictionary(
                uniqueKeysWithValues: zip(texts, try model.embed(texts, on: backend).map(\.embedding))
            )
            let classifier = try ZeroShotClassifier(labelSet, calibration: model.description.calibration) {
                embedded[$0]
            }
            return Member(name: folder.path, model: model, classifier: classifier)
        }
    }

    /// The scores of an image file.
    func score(_ file: ImageFile, _ policy: DecodingPolicy, on backend: CPUBackend) throws -> ScoredImage {
        let radiograph = try file.radiograph(for: members.map(\.model.description.preprocessing), policy)
        var answers: [EnsembleMember] = []
        var warnings: [String] = []
        for member in members {
            let input = try member.model.prepare(radiograph)
            let embedding = try member.model.embed(input, on: backend)
            answers.append(
                EnsembleMember(model: member.name, scores: member.classifier.scores(of: embedding))
            )
            warnings += input.warnings.filter { !warnings.contains($0) }
        }
        let calibrations = members.map(\.model.description.calibration)
        let scores =
            members.count == 1
            ? answers[0].scores.map { ScoreItem($0, calibrations[0]) }
            : try EnsembleScore.scores(of: answers).map { ScoreItem($0, calibrations) }
        return ScoredImage(image: file.path, scores: scores, warnings: warnings)
    }
}
