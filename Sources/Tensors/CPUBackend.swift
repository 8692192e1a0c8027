internal import CKernels

/// Inference on the CPU through OpenBLAS, in float32, without gradients.
///
/// One instance belongs to one compute thread: it owns the memory of intermediate results. Weights that
/// it prepares may be shared by every instance.
public final class CPUBackend: TensorBackend {
    /// Float32 numbers in this machine's memory.
    public typealias Tensor = CPUTensor

    let workspace = Workspace()
    let team: ThreadTeam

    /// Makes a backend that spreads each operation over `threads` threads.
    public init(threads: Int = 1) {
        MatrixProduct.keepLibrarySingleThreaded()
        team = ThreadTeam(threads: threads)
    }

    /// Bytes held for intermediate results.
    public var workspaceByteCount: Int { workspace.byteCount }

    /// Gives the memory of intermediate results back.
    public func trimWorkspace() { workspace.trim() }

    func make(_ shape: Shape) -> CPUTensor {
        CPUTensor(storage: workspace.take(shape.count), shape: shape)
    }

    // MARK: Parameters

    /// Uses the weight where it lies when it is float32, else a widened copy.
    public func linearWeights(weight: Parameter, bias: Parameter?) -> CPULinearWeights {
        CPULinearWeights(
            weight: weight.storage(),
            bias: bias?.storage(),
            inputs: weight.extents[1],
            outputs: weight.extents[0]
        )
    }

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
        tensor.withFloats { Array($0) }
    }

    // MARK: Layers

    /// One matrix product for each thread, then bias, activation and residual in one pass over its part.
    public func linear(
        _ x: CPUTensor,
        _ weights: CPULinearWeights,
        activation: Activation,
        adding residual: CPUTensor?
    ) -> CPUTensor {
        precondition(x.shape[-1] == weights.inputs)
        let rows = x.shape.rows
        let outputs = weights.outputs
        let result = make(x.shape.replacingLast(with: outputs))
        let span = LinearSpan(
            input: x.storage.base,
            weights: weights,
            residual: residual?.storage.base,
            output: result.storage.base,
            kind: activation.kernel
        )
        // The longer side is divided: many rows share one weight block, few rows share one input.
        if rows >= outputs {
            team.divide(rows) { span.compute(rows: $0, columns: 0..<outputs) }
        } else {
            team.divide(outputs) { span.compute(rows: 0..<rows, columns: $0) }
        }
        return result
    }

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

/// A part of a linear layer that one thread computes.
private struct LinearSpan: @unchecked Sendable {
    // Unchecked because of the pointers: threads write disjoint parts of `output` and the tensors
    // outlive the operation.
    let input: UnsafePointer<Float>
    let weights: CPULinearWeights
    let residual: UnsafePointer<Float>?
    let output: UnsafeMutablePointer<Float>
    let kind: kernel_activation

    init(
        input: UnsafeMutablePointer<Float>,
        weights: CPULinearWeights,
        residual: UnsafeMutablePointer<Float>?,
        output: UnsafeMutablePointer<Float>,
        kind: kernel_activation
    ) {
        self.input = UnsafePointer(input)
        self.weights = weights
        self.residual = residual.map { UnsafePointer($0) }
        self.output = output
        self.kind = kind
    }

    func compute(rows: Range<Int>, columns: Range<Int>) {
        let stride = weights.outputs
        let start = rows.lowerBound * stride + columns.lowerBound
        MatrixProduct.multiply(
            Matrix(input + rows.lowerBound * weights.inputs, stride: weights.inputs),
            transposed: Matrix(
                weights.weight.base + columns.lowerBound * weights.inputs,
                stride: weights.inputs
            ),
            into: output + start,
            stride: stride,
            size: MatrixProduct.Size(rows: rows.count, columns: columns.count, inner: weights.inputs)
        )
        kernel_finish_rows(
            output + start,
            rows.count,
            columns.count,
            stride,
            weights.bias.map { UnsafePointer($0.base + columns.lowerBound) },
            residual.map { $0 + start },
            kind
        )
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
