internal import CKernels

extension CPUBackend {
    /// Products in pieces that stay in cache until bias, activation and residual are added.
    public func linear(
        _ x: CPUTensor,
        _ weights: CPULinearWeights,
        activation: Activation,
        adding residual: CPUTensor?
    ) -> CPUTensor {
        precondition(x.shape[-1] == weights.inputs)
        var result = make(x.shape.replacingLast(with: weights.outputs))
        switch weights.weight {
        case .plain(let weight):
            let span = PlainProduct(
                input: UnsafePointer(x.storage.base),
                weight: UnsafePointer(weight.base),
                bias: UnsafePointer(weights.bias.base),
                residual: residual.map { UnsafePointer($0.storage.base) },
                output: result.storage.base,
                inputs: weights.inputs,
                outputs: weights.outputs,
                activation: activation.kernel
            )
            // The longer side is divided: many rows share one weight block, few rows share one input.
            let rows = x.shape.rows
            if rows >= weights.outputs {
                team.divide(rows) { span.compute(rows: $0, columns: 0..<weights.outputs) }
            } else {
                team.divide(weights.outputs) { span.compute(rows: 0..<rows, columns: $0) }
            }
        case .packed(let matrix):
            multiply(x, matrix, weights, activation.kernel, residual, into: result)
            result.precision = matrix.precision
        case .panels(let matrix):
            let product = LinearPanels(
                matrix: matrix,
                input: input(x),
                target: target(result, weights, activation: activation, adding: residual)
            )
            multiply(product)
            result.precision = matrix.layout.isBytes ? .int8 : .float32
        }
        return result
    }

    private func multiply(
        _ x: CPUTensor,
        _ matrix: PackedMatrix,
        _ weights: CPULinearWeights,
        _ activation: kernel_activation,
        _ residual: CPUTensor?,
        into result: CPUTensor
    ) {
        let rows = x.shape.rows
        let source = converted(x, to: matrix.precision)
        let product = PackedProduct(
            matrix: matrix,
            bias: weights.bias,
            activation: activation,
            source: UnsafeRawPointer(source.values.base),
            rowScales: source.scales.map { UnsafePointer($0.base) },
            residual: residual.map { UnsafePointer($0.storage.base) },
            output: result.storage.base,
            rows: rows
        )
        let pieces = product.pieces
        let byPieces = pieces.count >= 2 * team.threads
        let parts = min(team.threads, byPieces ? pieces.count : matrix.blocks.count)
        let count = product.scratchCount
        let scratch = workspace.take(count * parts)
        let base = UncheckedPointer(scratch.base)
        team.divide(parts) { part in
            let memory = base.pointer + part.lowerBound * count
            func share(_ total: Int) -> Range<Int> {
                total * part.lowerBound / parts..<total * part.upperBound / parts
            }
            if byPieces {
                product.compute(pieces: pieces[share(pieces.count)], scratch: memory)
            } else {
                product.compute(blocks: share(matrix.blocks.count), scratch: memory)
            }
        }
        withExtendedLifetime(source) {}
    }

    /// The rows of a product's left side: the tensor itself, or a narrower copy with a scale for each row.
    private func converted(
        _ x: CPUTensor,
        to precision: Precision
    ) -> (values: TensorStorage, scales: TensorStorage?) {
        let (rows, width) = (x.shape.rows, x.shape[-1])
        let input = UncheckedPointer(x.storage.base)
        switch precision {
        case .float32:
            return (x.storage, nil)
        case .bfloat16:
            let narrow = workspace.take((rows * width + 1) / 2)
            let output = UncheckedPointer(narrow.base)
            team.divide(rows) { part in
                UnsafeMutableRawPointer(output.pointer).withMemoryRebound(
                    to: UInt16.self,
                    capacity: rows * width
                ) {
                    let start = part.lowerBound * width
                    kernel_narrow_bf16(input.pointer + start, $0 + start, part.count * width)
                }
            }
            return (narrow, nil)
        case .int8:
            let bytes = workspace.take((rows * width + 3) / 4)
            let scales = workspace.take(rows)
            let (output, factors) = (UncheckedPointer(bytes.base), UncheckedPointer(scales.base))
            team.divide(rows) { part in
                UnsafeMutableRawPointer(output.pointer).withMemoryRebound(
                    to: UInt8.self,
                    capacity: rows * width
                ) {
                    let start = part.lowerBound * width
                    let factor = factors.pointer + part.lowerBound
                    kernel_quantize_rows(input.pointer + start, part.count, width, $0 + start, factor)
                }
            }
            return (bytes, scales)
        }
    }
}

/// A part of a linear layer with weights as they are stored.
private struct PlainProduct: @unchecked Sendable {
    // Unchecked because of the pointers: threads write disjoint parts of `output` and the tensors
    // outlive the operation.
    let input: UnsafePointer<Float>
    let weight: UnsafePointer<Float>
    let bias: UnsafePointer<Float>
    let residual: UnsafePointer<Float>?
    let output: UnsafeMutablePointer<Float>
    let inputs: Int
    let outputs: Int
    let activation: kernel_activation

    func compute(rows: Range<Int>, columns: Range<Int>) {
        let start = rows.lowerBound * outputs + columns.lowerBound
        MatrixProduct.multiply(
            Matrix(input + rows.lowerBound * inputs, stride: inputs),
            transposed: Matrix(weight + columns.lowerBound * inputs, stride: inputs),
            into: output + start,
            stride: outputs,
            size: MatrixProduct.Size(rows: rows.count, columns: columns.count, inner: inputs)
        )
        kernel_finish_rows(
            output + start,
            rows.count,
            columns.count,
            outputs,
            bias + columns.lowerBound,
            residual.map { $0 + start },
            activation
        )
    }
}
