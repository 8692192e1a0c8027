import CLibTorch
public import Tensors

/// A weight [out, in] and a bias [out] that collect gradients.
public struct TorchLinearWeights: Sendable {
    let weight: TorchTensor
    let bias: TorchTensor?
}

/// Filters and their batch normalisation, which collect gradients.
public struct TorchConvolutionWeights: Sendable {
    let filters: TorchTensor
    let weight: TorchTensor
    let bias: TorchTensor
    let mean: TorchTensor
    let variance: TorchTensor
    let epsilon: Float
    let window: Window
}

/// The scale and shift of a layer normalisation, which collect gradients.
public struct TorchLayerNormWeights: Sendable {
    let weight: TorchTensor
    let bias: TorchTensor
    let epsilon: Float
}

/// The table of relative position biases, which collects gradients, and where each score looks into it.
public struct TorchAttentionBias: Sendable {
    let table: TorchTensor
    /// tokens² rows of the table.
    let offsets: TorchTensor
    /// [groups, tokens, tokens]: −100 between tokens of different regions, else 0.
    let mask: TorchTensor?
}

/// The backend that trains: every operation in LibTorch, with gradients, on a CPU or a CUDA device.
///
/// Every named parameter that an encoder asks for becomes a leaf in ``parameters``. Used by one thread at a
/// time. Failures are kept until ``Torch/check()``.
public final class TorchBackend: TensorBackend {
    /// The number format of matrix products. Sums, normalisations and the parameters themselves are float32.
    public enum Precision: String, Sendable, Codable, CaseIterable {
        case float32
        case bfloat16
    }

    /// Which statistics batch normalisation divides by (Ioffe & Szegedy 2015, §3.1).
    public enum BatchStatistics: Sendable {
        /// The running ones, as in inference.
        case running
        /// The batch's own.
        case batch
        /// The batch's own, which the running ones then move towards by a tenth.
        case batchUpdatingRunning
    }

    /// Where tensors live.
    public let device: Torch.Device
    /// The number format of matrix products.
    public let precision: Precision
    /// What batch normalisation does; set around a training step.
    public var batchStatistics: BatchStatistics = .running
    /// The leaves of all encoders built so far.
    public private(set) var parameters = TorchParameters()

    var half: Bool { precision == .bfloat16 }

    /// Makes a backend without parameters.
    public init(device: Torch.Device = .cpu, precision: Precision = .float32) {
        self.device = device
        self.precision = precision
    }

    /// A leaf that is no part of an encoder, such as the logit scale.
    public func leaf(_ parameter: Parameter) -> TorchTensor {
        parameters.leaf(parameter, device: device)
    }

    // MARK: Parameters

    /// Makes a leaf of each, or finds those of the same names.
    public func linearWeights(weight: Parameter, bias: Parameter?) -> TorchLinearWeights {
        TorchLinearWeights(weight: leaf(weight), bias: bias.map(leaf))
    }

    /// Makes leaves of all but the running statistics, which gradients do not change.
    public func convolutionWeights(
        weight: Parameter,
        normalization: BatchNormParameters,
        window: Window
    ) -> TorchConvolutionWeights {
        TorchConvolutionWeights(
            filters: leaf(weight),
            weight: leaf(normalization.weight),
            bias: leaf(normalization.bias),
            mean: parameters.statistic(normalization.mean, device: device),
            variance: parameters.statistic(normalization.variance, device: device),
            epsilon: normalization.epsilon,
            window: window
        )
    }

    /// Makes a leaf of each.
    public func layerNormWeights(
        weight: Parameter,
        bias: Parameter,
        epsilon: Float
    ) -> TorchLayerNormWeights {
        TorchLayerNormWeights(weight: leaf(weight), bias: leaf(bias), epsilon: epsilon)
    }

    /// Makes a leaf of the table.
    public func attentionBias(table: Parameter, offsets: [Int32], regions: [[Int32]]) -> TorchAttentionBias {
        let mask = regions.flatMap { region in
            region.flatMap { query in region.map { key in Float(query == key ? 0 : -100) } }
        }
        let tokens = regions.first?.count ?? 0
        return TorchAttentionBias(
            table: leaf(table),
            offsets: TorchTensor.integers(
                offsets.map(Int64.init),
                extents: [offsets.count],
                device: device
            ),
            mask: regions.isEmpty
                ? nil : TorchTensor(mask, extents: [regions.count, tokens, tokens], device: device)
        )
    }

    /// Makes a leaf.
    public func tensor(_ parameter: Parameter) -> TorchTensor { leaf(parameter) }

    // MARK: Values in and out

    /// Copies the values to the device.
    public func tensor(_ values: UnsafeBufferPointer<Float>, shape: Shape) -> TorchTensor {
        let extents = (0..<shape.rank).map { shape[$0] }
        return TorchTensor(TorchTensor.copying(values, extents: extents, device: device))
    }

    /// Copies the values from the device; none after a failure.
    public func floats(_ tensor: TorchTensor) -> [Float] { tensor.floats() }
}
