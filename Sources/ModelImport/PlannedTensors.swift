import Checkpoints
import Encoders
import Tensors
import WeightFiles

/// The tensors that the planned encoders ask for, as the file or the plan gives them.
struct PlannedTensors {
    /// Under our names.
    let tensors: [NamedTensor]
    /// The tensors of the file that nobody asked for and answers do not need.
    let ignored: [String]

    /// Asks for every tensor as an encoder would, and keeps what it is given.
    ///
    /// - Throws: ``ImportError`` where one is missing or misshapen, or one is left over that could change an answer.
    init(_ plan: ImportPlan, _ weights: FamilyWeights, family: String) throws(ImportError) {
        let recorder = TensorRecorder(Checkpoint(weights, naming: plan.naming), plan.derived)
        do throws(EncoderError) {
            _ = try DualEncoder(plan.encoders, from: recorder, on: CPUBackend(library: .openBLAS))
        } catch {
            throw .package(.encoder(error, file: weights.path))
        }
        let derivedFrom = Set(plan.derived.flatMap(\.sources))
        let left = recorder.checkpoint.unusedNames.filter { !derivedFrom.contains($0) }
        ignored = plan.naming.ignoredNames(among: left)
        let unexpected = Set(left).subtracting(ignored).sorted()
        guard unexpected.isEmpty else {
            throw .unexpectedTensors(file: weights.path, family: family, names: unexpected)
        }
        tensors = recorder.tensors
    }
}

/// Keeps what an encoder asks for, under the names it asks by.
private final class TensorRecorder: ParameterSource {
    let checkpoint: Checkpoint
    private let derived: [String: Parameter]
    private(set) var tensors: [NamedTensor] = []

    init(_ checkpoint: Checkpoint, _ derived: [DerivedTensor]) {
        self.checkpoint = checkpoint
        self.derived = Dictionary(derived.map { ($0.name, $0.parameter) }) { first, _ in first }
    }

    func parameter(_ name: String, extents: [Int]) throws(EncoderError) -> Parameter {
        let parameter: Parameter
        if let known = derived[name] {
            guard known.extents == extents else {
                throw .misshapenTensor(name: name, expected: extents, found: known.extents)
            }
            parameter = known
        } else {
            parameter = try checkpoint.parameter(name, extents: extents)
        }
        tensors.append(NamedTensor(name, parameter))
        return parameter
    }
}
