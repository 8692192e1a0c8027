import Checkpoints
import Encoders
import Foundation
import Tensors
import WeightFiles

/// Turns a published weight file into a model package.
///
/// The tensors are renamed and written again with the types of numbers that they have; everything that no tensor shows
/// comes from what the family's public code does. A tensor that is missing or left over is an error.
public struct ModelImporter {
    private let family: any ModelFamily
    private let weights: FamilyWeights
    private let plan: ImportPlan
    private let options: ImportOptions
    private let tensors: [NamedTensor]
    /// What was recognised, and what becomes of each tensor.
    public let report: ImportReport

    /// Opens a weight file and finds out what it is.
    ///
    /// - Throws: ``ImportError``.
    public init(path: String, options: ImportOptions = ImportOptions()) throws(ImportError) {
        let found = try Recognition(openFile(path), options: options)
        (family, weights) = (found.family, found.weights)
        self.options = options
        plan = try family.plan(weights, options)
        let encoders = try PlannedTensors(plan, weights, family: family.name)
        tensors = encoders.tensors
        report = ImportReport(
            family: family.name,
            evidence: found.evidence,
            weights: weights,
            plan: plan,
            mapped: encoders.tensors.map { (ours: $0.name, elementType: $0.elementType) },
            ignored: encoders.ignored
        )
    }

    /// The names of all families with what they are.
    public static var families: [(name: String, summary: String)] {
        ModelFamilies.all.map { ($0.name, $0.summary) }
    }

    /// Compares the file with its checksums, writes the package and opens it again.
    ///
    /// - Parameter path: A folder that is not there yet.
    /// - Throws: ``ImportError``.
    public func write(to path: String) throws(ImportError) {
        guard let tokenizer = options.tokenizer, let content = try? Data(contentsOf: URL(filePath: tokenizer))
        else {
            throw .needs(
                family: family.name,
                what: "its tokenizer's file",
                remedy: "\(options.tokenizer ?? "It") cannot be read."
            )
        }
        let description = ModelDescription(
            id: options.id,
            description: "\(family.summary), imported from \(URL(filePath: weights.path).lastPathComponent).",
            license: options.license,
            limits: ["Not calibrated, and never measured by the one who imported it."] + plan.notes,
            weights: ModelDescription.Weights(file: "weights.safetensors", naming: "hilum"),
            encoders: plan.encoders,
            tokenizer: plan.tokenizer,
            preprocessing: plan.preprocessing
        )
        do throws(WeightFileError) {
            try weights.verifyContent()
        } catch {
            throw .file(error)
        }
        do throws(CheckpointError) {
            try ModelPackage.write(
                description,
                tensors: tensors,
                tokenizer: Array(content),
                readme: report.markdown(id: options.id),
                to: path
            )
            try ModelPackage.keepGoldenAnswers(path: path)
        } catch {
            throw .package(error)
        }
    }
}
