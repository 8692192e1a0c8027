import Tensors

/// The numbers that a model consists of, by their names in the encoders.
public struct TorchParameters: Sendable {
    /// What an optimiser changes.
    public private(set) var trainable: [String: TorchTensor] = [:]
    /// Running means and variances, which batch normalisation changes.
    public private(set) var statistics: [String: TorchTensor] = [:]

    /// The names of ``trainable`` in an order that does not change from run to run.
    public var trainableNames: [String] { trainable.keys.sorted() }

    /// Everything, by name.
    public var all: [String: TorchTensor] {
        trainable.merging(statistics) { first, _ in first }
    }

    /// The leaf of a name, made from the parameter the first time it is asked for.
    mutating func leaf(_ parameter: Parameter, device: Torch.Device) -> TorchTensor {
        precondition(!parameter.name.isEmpty, "a trained parameter has a name")
        if let existing = trainable[parameter.name] { return existing }
        let leaf = TorchTensor(parameter.floats(), extents: parameter.extents, device: device)
        trainable[parameter.name] = leaf.requireGradient()
        return leaf
    }

    mutating func statistic(_ parameter: Parameter, device: Torch.Device) -> TorchTensor {
        if let existing = statistics[parameter.name] { return existing }
        let tensor = TorchTensor(parameter.floats(), extents: parameter.extents, device: device)
        statistics[parameter.name] = tensor
        return tensor
    }
}
