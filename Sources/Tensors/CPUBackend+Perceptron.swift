internal import CKernels

extension CPUBackend {
    /// Some rows at a time: the hidden layer exists only for them, one block of the second layer's inputs after the other.
    public func perceptron(_ x: CPUTensor, _ block: PerceptronBlock<CPUBackend>) -> CPUTensor {
        guard let hidden = block.hidden.panels, let output = block.output.panels else {
            return composedPerceptron(x, block)
        }
        let result = make(x.shape)
        let blocks = RowBlocks(x.shape.rows, threads: team.threads)
        let perceptron = PerceptronPanels(
            hidden: hidden,
            output: output,
            rows: blocks.largest,
            input: input(x, block.order == .before ? block.norm : nil),
            inner: target(result, block.hidden, activation: block.activation),
            target: target(result, block.output, adding: x),
            norm: block.order == .after ? block.norm : nil
        )
        let parts = min(team.threads, blocks.count)
        let count = perceptron.scratchCount
        let scratch = UncheckedPointer(workspace.take(count * parts).base)
        team.divide(parts) { part in
            let memory = scratch.pointer + part.lowerBound * count
            let share =
                blocks.count * part.lowerBound / parts..<blocks.count * part.upperBound / parts
            for block in share { perceptron.compute(blocks[block], memory) }
        }
        return result
    }
}

/// Two linear layers with weights in panels, and the normalisation after them.
private struct PerceptronPanels: @unchecked Sendable {
    // Unchecked because of the pointers: threads write disjoint parts of the output, and the tensors outlive the operation.
    let hidden: PanelMatrix
    let output: PanelMatrix
    /// Rows that are computed at once, at most.
    let rows: Int
    let input: kernel_input
    /// The hidden layer's bias and activation; where it goes is scratch memory.
    let inner: kernel_target
    let target: kernel_target
    let norm: CPULayerNormWeights?

    private var inputExtents: RowPreparation.Extents { .init(hidden.layout, rows: rows) }
    private var innerExtents: RowPreparation.Extents {
        .init(output.layout, rows: rows, columns: output.layout.blockInputs)
    }
    /// Floats from one row of a block of the hidden layer to the next, an odd number of cache lines.
    private var innerStride: Int { (output.layout.blockInputs + 15) / 16 * 16 | 16 }

    var scratchCount: Int {
        inputExtents.scratchCount + innerExtents.scratchCount + rows * innerStride
            + (norm == nil ? 0 : rows * target.stride)
    }

    /// `scratch` belongs to the calling thread.
    func compute(_ range: Range<Int>, _ scratch: UnsafeMutablePointer<Float>) {
        let prepareInput = RowPreparation(inputExtents, memory: scratch)
        let prepareInner = RowPreparation(innerExtents, memory: scratch + inputExtents.scratchCount)
        let block = scratch + inputExtents.scratchCount + innerExtents.scratchCount
        let sums = AfterSum(target.part(range, 0), range.count, norm, block + rows * innerStride)
        let source = prepareInput(input.rows(range))
        for part in output.layout.blocks {
            let columns = output.layout.inputs(of: part)
            var goal = inner.part(range, columns.lowerBound)
            goal.out = block
            goal.stride = innerStride
            hidden.multiply(source, outputs: columns, blocks: hidden.layout.blocks, into: goal)
            let values = kernel_input(
                x: block,
                stride: innerStride,
                order: nil,
                rows: range.count,
                columns: columns.count,
                weight: nil,
                bias: nil,
                epsilon: 0
            )
            var step = sums.target
            step.adds = part > 0
            step.completes = part == output.layout.blocks.upperBound - 1
            output.multiply(
                prepareInner(values),
                outputs: 0..<output.layout.outputs,
                blocks: part..<part + 1,
                into: step
            )
        }
        sums.normalize()
    }
}

/// Where the sums of a block go: where they belong, or to scratch memory, from where they are normalised.
struct AfterSum {
    /// For rows of which the first is that of the range.
    let target: kernel_target
    private let result: kernel_target
    private let rows: Int
    private let norm: CPULayerNormWeights?

    /// `scratch` holds the rows where there is a normalisation; they must not be in another order then.
    init(
        _ result: kernel_target,
        _ rows: Int,
        _ norm: CPULayerNormWeights?,
        _ scratch: UnsafeMutablePointer<Float>
    ) {
        (self.result, self.norm, self.rows) = (result, norm, rows)
        var target = result
        if norm != nil { target.out = scratch }
        self.target = target
    }

    func normalize() {
        guard let norm else { return }
        kernel_layer_norm(
            target.out,
            result.out,
            rows,
            result.stride,
            norm.weight.base,
            norm.bias.base,
            norm.epsilon
        )
    }
}
