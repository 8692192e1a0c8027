internal import CKernels
internal import COneDNN

/// Inference on the CPU through oneDNN and OpenBLAS, without gradients.
///
/// One instance belongs to one compute thread: it owns the memory of intermediate results. Weights that
/// it prepares may be shared by every instance.
public final class CPUBackend: TensorBackend {
    /// Float32 numbers in this machine's memory.
    public typealias Tensor = CPUTensor

    let workspace = Workspace()
    let team: ThreadTeam

    /// What multiplies matrices.
    public enum MatrixLibrary: Sendable {
        /// oneDNN with packed weights where the processor has AVX-512, else OpenBLAS.
        case fastest
        /// OpenBLAS, which runs everywhere and takes float32 weights as they are stored.
        case openBLAS
    }

    private let library: MatrixLibrary
    let plan: PrecisionPlan
    let ranges: RangesByName

    /// What looks at the ranges of convolutions; nil, as it should be where time matters.
    public var observer: RangeObserver?

    /// Makes a backend that spreads each operation over `threads` threads.
    ///
    /// - Parameters:
    ///   - threads: How many threads one operation may use.
    ///   - plan: The precision of the weights that this instance prepares; how others prepared theirs is unaffected.
    ///   - ranges: What is known of the convolutions that this instance prepares. In int8, those whose ranges are
    ///     known go from bytes to bytes; the others find a scale for each image.
    ///   - library: What multiplies with the weights that this instance prepares.
    public init(
        threads: Int = 1,
        plan: PrecisionPlan = PrecisionPlan(.float32),
        ranges: RangesByName = [:],
        library: MatrixLibrary = .fastest
    ) {
        MatrixProduct.keepLibrarySingleThreaded()
        team = ThreadTeam(threads: threads)
        self.plan = plan
        self.ranges = ranges
        self.library = library
    }

    /// Bytes held for intermediate results.
    public var workspaceByteCount: Int { workspace.byteCount }

    /// Gives the memory of intermediate results back.
    public func trimWorkspace() { workspace.trim() }

    func make(_ shape: Shape) -> CPUTensor {
        CPUTensor(storage: workspace.take(shape.count), shape: shape)
    }

    // MARK: Parameters

    /// Packs the weight in the precision of its name; where that cannot be, uses it as it is stored.
    public func linearWeights(weight: Parameter, bias: Parameter?) -> CPULinearWeights {
        let outputs = weight.extents[0]
        return CPULinearWeights(
            weight: prepared(weight) ?? .plain(weight.storage()),
            bias: bias?.storage() ?? TensorStorage(zeros: outputs),
            inputs: weight.extents[1],
            outputs: outputs
        )
    }

    private func prepared(_ weight: Parameter) -> CPULinearWeights.Weight? {
        let precision = plan.precision(of: weight.name)
        guard packsWeights || precision != .float32 else { return nil }
        if let matrix = PanelMatrix(weight, precision, team) { return .panels(matrix) }
        return PackedMatrix(weight, precision, team).map { .packed($0) }
    }

    /// Whether weights are packed, for oneDNN or for products of our own.
    var packsWeights: Bool { library == .fastest && onednn_is_native(ONEDNN_FLOAT32) }

    /// Uses both tensors where they lie when they are float32, else widened copies.
    public func layerNormWeights(
        weight: Parameter,
        bias: Parameter,
        epsilon: Float
    ) -> CPULayerNormWeights {
        CPULayerNormWeights(weight: weight.storage(), bias: bias.storage(), epsilon: epsilon)
    }

    /// A table of rows; every dimension but the innermost counts as rows.
    public func tensor(_ parameter: Parameter) -> CPUTensor {
        let shape =
            switch parameter.extents.count {
            case 0, 1: Shape(parameter.count)
            default:
                Shape(
                    parameter.count / parameter.extents[parameter.extents.count - 1],
                    parameter.extents[parameter.extents.count - 1]
                )
            }
        return CPUTensor(storage: parameter.storage(), shape: shape)
    }

    // MARK: Values in and out

    /// Copies the values into the workspace.
    public func tensor(_ values: UnsafeBufferPointer<Float>, shape: Shape) -> CPUTensor {
        precondition(values.count == shape.count)
        let result = make(shape)
        if let base = values.baseAddress {
            result.storage.base.update(from: base, count: values.count)
        }
        return result
    }

    /// Copies the values out of the workspace.
    public func floats(_ tensor: CPUTensor) -> [Float] {
        channelsFirst(tensor).withFloats { Array($0) }
    }

    // MARK: Layers

    /// Two passes over each row in float32: mean, then variance around it.
    public func layerNorm(_ x: CPUTensor, _ weights: CPULayerNormWeights) -> CPUTensor {
        let result = make(x.shape)
        let width = x.shape[-1]
        let input = UncheckedPointer(x.storage.base)
        let output = UncheckedPointer(result.storage.base)
        team.divide(x.shape.rows) { rows in
            kernel_layer_norm(
                input.pointer + rows.lowerBound * width,
                output.pointer + rows.lowerBound * width,
                rows.count,
                width,
                weights.weight.base,
                weights.bias.base,
                weights.epsilon
            )
        }
        return result
    }

    /// Leaves a row of zeros as it is.
    public func l2Normalize(_ x: CPUTensor) -> CPUTensor {
        let result = make(x.shape)
        result.storage.base.update(from: x.storage.base, count: x.shape.count)
        kernel_l2_normalize(result.storage.base, x.shape.rows, x.shape[-1])
        return result
    }
}

extension Activation {
    var kernel: kernel_activation {
        switch self {
        case .identity: KERNEL_IDENTITY
        case .relu: KERNEL_RELU
        case .gelu: KERNEL_GELU_ERF
        case .quickGELU: KERNEL_GELU_QUICK
        }
    }
}
