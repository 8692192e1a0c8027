/// Filters [outputs, inputs, size, size] and what folds their batch normalisation into them.
struct FoldedFilters: Sendable {
    private let weight: Parameter
    private let factors: [Float]
    /// What is added to each output.
    let shift: TensorStorage

    /// γ (Wx − μ) / √(σ² + ε) + β = (factor W) x + (β − factor μ), with factor = γ / √(σ² + ε).
    init(_ weight: Parameter, _ normalization: BatchNormParameters) {
        self.weight = weight
        let (gamma, beta) = (normalization.weight.floats(), normalization.bias.floats())
        let (mean, variance) = (normalization.mean.floats(), normalization.variance.floats())
        let factors = zip(gamma, variance).map { $0 / ($1 + normalization.epsilon).squareRoot() }
        shift = TensorStorage(capacity: factors.count)
        for (output, factor) in factors.enumerated() {
            shift.base[output] = beta[output] - factor * mean[output]
        }
        self.factors = factors
    }

    var inputs: Int { weight.extents[1] }
    var outputs: Int { weight.extents[0] }
    /// Numbers of one filter.
    var perFilter: Int { weight.count / outputs }

    /// The filters with the factors in them.
    func folded() -> TensorStorage {
        let filters = TensorStorage(capacity: weight.count)
        let values = weight.floats()
        for (output, factor) in factors.enumerated() {
            for index in output * perFilter..<(output + 1) * perFilter {
                filters.base[index] = values[index] * factor
            }
        }
        weight.discardSource()
        return filters
    }
}
