public import Checkpoints
import Encoders
import Foundation
import Tensors
public import WeightFiles

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
        let file: any WeightFile
        do throws(WeightFileError) {
            file = try openWeightFile(path)
        } catch {
            throw .file(error)
        }
        let found = try Self.recognize(file, family: options.family)
        (family, weights) = (found.family, found.weights)
        self.options = options
        plan = try family.plan(weights, options)
        tensors = try Self.tensors(plan, weights, family: family.name)
        report = ImportReport(
            family: family.name,
            evidence: found.evidence,
            weights: weights,
            plan: plan,
            mapped: tensors.map { (ours: $0.name, elementType: $0.elementType) },
            ignored: plan.naming.ignoredNames(among: weights.names)
        )
    }

    /// The names of all families with what they are.
    public static var families: [(name: String, summary: String)] {
        ModelFamilies.all.map { ($0.name, $0.summary) }
    }

    private struct Recognition {
        let family: any ModelFamily
        let weights: FamilyWeights
        let evidence: String
    }

    private static func recognize(_ file: any WeightFile, family name: String?) throws(ImportError)
        -> Recognition
    {
        var candidates = ModelFamilies.all
        if let name {
            candidates = candidates.filter { $0.name == name }
            guard !candidates.isEmpty else {
                throw .unknownFamily(name: name, known: ModelFamilies.all.map(\.name))
            }
        }
        var found: [Recognition] = []
        for family in candidates {
            if let weights = FamilyWeights(file, marker: family.marker),
                let evidence = family.evidence(in: weights)
            {
                found.append(Recognition(family: family, weights: weights, evidence: evidence))
            }
        }
        guard let first = found.first else {
            throw .unrecognized(
                file: file.path,
                families: candidates.map(\.name),
                names: Array(file.names.prefix(6))
            )
        }
        guard found.count == 1 else { throw .ambiguous(file: file.path, families: found.map(\.family.name)) }
        return first
    }

    /// Asks for every tensor as an encoder would, and keeps what it is given.
    private static func tensors(
        _ plan: ImportPlan,
        _ weights: FamilyWeights,
        family: String
    ) throws(ImportError) -> [NamedTensor] {
        let checkpoint = Checkpoint(weights, naming: plan.naming)
        let recorder = TensorRecorder(checkpoint)
        do throws(EncoderError) {
            _ = try DualEncoder(plan.encoders, from: recorder, on: CPUBackend(threads: 1))
        } catch {
            throw .package(.encoder(error, file: weights.path))
        }
        do throws(CheckpointError) {
            try checkpoint.requireNothingLeft()
        } catch {
            guard case .unexpectedTensors(let file, let names) = error else { throw .package(error) }
            throw .unexpectedTensors(file: file, family: family, names: names)
        }
        return recorder.tensors
    }

    /// Writes the package and opens it again.
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
            limits: ["Not calibrated, and never measured by the one who imported it."],
            weights: ModelDescription.Weights(file: "weights.safetensors", naming: "hilum"),
            encoders: plan.encoders,
            tokenizer: plan.tokenizer,
            preprocessing: plan.preprocessing
        )
        do throws(CheckpointError) {
            try ModelPackage.write(
                description,
                tensors: tensors,
                tokenizer: Array(content),
                readme: report.markdown(id: options.id),
                to: path
            )
        } catch {
            throw .package(error)
        }
    }
}

/// Keeps what an encoder asks for, under the names it asks by.
private final class TensorRecorder: ParameterSource {
    private let source: Checkpoint
    private(set) var tensors: [NamedTensor] = []

    init(_ source: Checkpoint) {
        self.source = source
    }

    func parameter(_ name: String, extents: [Int]) throws(EncoderError) -> Parameter {
        let parameter = try source.parameter(name, extents: extents)
        tensors.append(NamedTensor(name, parameter))
        return parameter
    }
}
