internal import CKernels

/// A linear layer with weights in panels.
struct LinearPanels: @unchecked Sendable {
    // Unchecked because of the pointers: threads write disjoint parts of the output, and the tensors outlive the operation.
    let matrix: PanelMatrix
    let input: kernel_input
    let target: kernel_target

    /// Computes some of the outputs for some of the rows.
    func compute(_ rows: Range<Int>, outputs: Range<Int>, with prepare: RowPreparation) {
        let prepared = prepare(input.rows(rows))
        matrix.multiply(
            prepared,
            outputs: outputs,
            blocks: matrix.layout.blocks,
            into: target.part(rows, outputs.lowerBound)
        )
    }
}

extension CPUBackend {
    /// The rows of a tensor, optionally to be normalised.
    func input(_ x: CPUTensor, _ norm: CPULayerNormWeights? = nil) -> kernel_input {
        kernel_input(
            x: x.storage.base,
            stride: x.shape[-1],
            order: nil,
            rows: x.shape.rows,
            columns: x.shape[-1],
            weight: norm.map { UnsafePointer($0.weight.base) },
            bias: norm.map { UnsafePointer($0.bias.base) },
            epsilon: norm?.epsilon ?? 0
        )
    }

    /// Where a layer's complete answer goes.
    func target(
        _ result: CPUTensor,
        _ weights: CPULinearWeights,
        activation: Activation = .identity,
        adding residual: CPUTensor? = nil
    ) -> kernel_target {
        kernel_target(
            out: result.storage.base,
            stride: weights.outputs,
            order: nil,
            adds: false,
            completes: true,
            bias: weights.bias.base,
            residual: residual.map { UnsafePointer($0.storage.base) },
            activation: activation.kernel
        )
    }

    /// Divides the rows among the threads, or the outputs where there are few rows.
    func multiply(_ product: LinearPanels) {
        let layout = product.matrix.layout
        let blocks = RowBlocks(product.input.rows)
        let byRows = blocks.count >= team.threads
        let units = byRows ? blocks.count : layout.paddedOutputs / PanelLayout.panelOutputs
        let parts = min(team.threads, units)
        let extents = RowPreparation.Extents(layout, rows: blocks.largest)
        let count = extents.scratchCount
        let scratch = UncheckedPointer(workspace.take(count * parts).base)
        team.divide(parts) { part in
            let memory = scratch.pointer + part.lowerBound * count
            let prepare = RowPreparation(extents, memory: memory)
            let share = units * part.lowerBound / parts..<units * part.upperBound / parts
            if byRows {
                for block in share {
                    product.compute(blocks[block], outputs: 0..<layout.outputs, with: prepare)
                }
            } else {
                let panel = PanelLayout.panelOutputs
                let outputs = share.lowerBound * panel..<min(share.upperBound * panel, layout.outputs)
                for block in 0..<blocks.count {
                    product.compute(blocks[block], outputs: outputs, with: prepare)
                }
            }
        }
    }
}

extension kernel_input {
    /// Some of the rows.
    func rows(_ range: Range<Int>) -> kernel_input {
        var part = self
        part.rows = range.count
        if let order {
            part.order = order + range.lowerBound
        } else {
            part.x = x + range.lowerBound * stride
        }
        return part
    }
}

extension kernel_target {
    /// What begins at a row and an output.
    func part(_ rows: Range<Int>, _ output: Int) -> kernel_target {
        var part = self
        var start = output
        if let order {
            part.order = order + rows.lowerBound
        } else {
            start += rows.lowerBound * stride
        }
        part.out = out + start
        part.bias = bias.map { $0 + output }
        part.residual = residual.map { $0 + start }
        return part
    }
}
