public import Checkpoints
public import Radiographs
public import Tensors

/// Compares a model's answers in narrower precisions with its own in float32.
public struct PrecisionStudy {
    private let package: ModelPackage
    private let labelSet: LabelSet
    private let inputs: [ModelInput]
    private let threads: Int

    /// Compares on prepared radiographs, of which there is at least one.
    ///
    /// - Parameters:
    ///   - labelSet: The labels whose softmax probabilities are compared.
    ///   - threads: Threads for each operation.
    public init(_ package: ModelPackage, labelSet: LabelSet, inputs: [ModelInput], threads: Int) {
        precondition(!inputs.isEmpty)
        self.package = package
        self.labelSet = labelSet
        self.inputs = inputs
        self.threads = threads
    }

    /// What a model answers in one precision.
    private struct Answers {
        let embeddings: [Embedding]
        let probabilities: [[Float]]
    }

    /// The comparison for each plan that this processor computes rightly; the others are left out. Ranges of
    /// convolutions are taken on the same radiographs, and int8 is compared with them.
    ///
    /// - Throws: ``CheckpointError``, ``EncoderError`` or ``ScoringError`` where the model cannot answer.
    public func record(_ plans: [PrecisionPlan]) throws -> PrecisionRecord {
        let observer = RangeObserver()
        let reference = try answers(PrecisionPlan(.float32), observer: observer)
        let ranges = observer.ranges
        let measurements = try plans.filter(\.precision.isAvailable).map { plan in
            let answers = try answers(plan, ranges: ranges)
            let cosines = zip(answers.embeddings, reference.embeddings).map { Double($0.cosine(with: $1)) }
                .sorted()
            let changes = zip(answers.probabilities, reference.probabilities).flatMap {
                zip($0, $1).map { abs($0 - $1) }
            }
            return PrecisionRecord.Measurement(
                plan: plan,
                leastCosine: cosines[0],
                medianCosine: (cosines[cosines.count / 2] + cosines[(cosines.count - 1) / 2]) / 2,
                largestProbabilityChange: Double(changes.max() ?? 0)
            )
        }
        return PrecisionRecord(
            labelSet: labelSet.name ?? "ad hoc",
            images: inputs.count,
            measurements: measurements,
            ranges: ranges.isEmpty ? nil : ranges
        )
    }

    private func answers(
        _ plan: PrecisionPlan,
        ranges: RangesByName = [:],
        observer: RangeObserver? = nil
    ) throws -> Answers {
        let model = try ZeroShotModel(package, plan: plan, ranges: ranges)
        let backend = CPUBackend(threads: threads)
        backend.observer = observer
        let prompts = labelSet.prompts
        let texts = try model.embed(prompts, on: backend).map(\.embedding)
        let embedded = Dictionary(zip(prompts, texts)) { first, _ in first }
        let classifier = try ZeroShotClassifier(labelSet, calibration: nil) { embedded[$0] }
        let embeddings = try inputs.map { try model.embed($0, on: backend) }
        return Answers(
            embeddings: embeddings,
            probabilities: embeddings.map { classifier.scores(of: $0).map(\.softmax) }
        )
    }
}
