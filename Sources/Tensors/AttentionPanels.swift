internal import CKernels

/// Self-attention with weights in panels: the joint projection exists only for the heads and sequences that are being
/// computed, so that they find it in the second-level cache.
struct AttentionPanels: @unchecked Sendable {
    // Unchecked because of the pointers: threads write disjoint parts of the output, and the tensors outlive the operation.
    let queryKeyValue: PanelMatrix
    let output: PanelMatrix
    let heads: Int
    let sequences: AttentionSequences
    /// Rows that are computed at once, at most.
    let rows: Int
    let input: kernel_input
    /// The bias of the joint projection; where it goes is scratch memory.
    let inner: kernel_target
    let target: kernel_target
    let norm: CPULayerNormWeights?
    /// Who divides the heads of a group.
    let team: ThreadTeam

    /// Floats of a joint projection that stay in the second-level cache beside what is multiplied.
    private static let cachedFloats = 100_000

    private var width: Int { output.layout.inputs }
    private var size: Int { width / heads }
    private var inBytes: Bool { queryKeyValue.layout.isBytes && kernel_attention_int8_is_available() }

    /// Whether some heads' queries, keys and values are whole panels of the joint projection.
    private var dividesHeads: Bool { width.isMultiple(of: PanelLayout.panelOutputs) }

    /// Heads that are projected at once.
    private var headsAtOnce: Int {
        guard dividesHeads else { return heads }
        let panel = PanelLayout.panelOutputs
        // The fewest heads that are whole panels.
        var step = 1
        while !(step * size).isMultiple(of: panel) { step *= 2 }
        let fitting = min(Self.cachedFloats / (rows * 3 * size), heads / team.threads)
        return min(max(fitting / step, 1) * step, heads)
    }

    private var chunks: Int { (heads + headsAtOnce - 1) / headsAtOnce }

    // Rows are an odd number of cache lines apart: see ``RowPreparation``.
    private var projectedStride: Int { (3 * headsAtOnce * size + 15) / 16 * 16 | 16 }
    private var attendedStride: Int { (width + 15) / 16 * 16 | 16 }

    private var inputExtents: RowPreparation.Extents { .init(queryKeyValue.layout, rows: rows) }
    private var outputExtents: RowPreparation.Extents { .init(output.layout, rows: RowBlocks(rows).largest) }

    private var kernelCount: Int {
        let bytes =
            inBytes
            ? kernel_attention_int8_scratch(sequences.tokens, size)
            : kernel_attention_scratch(sequences.tokens, size) * 4
        return AlignedBytes.rounded(bytes) / 4
    }

    /// Floats that each thread of the team needs at a time.
    private var threadCount: Int {
        let heads = rows * projectedStride + kernelCount
        let rest = outputExtents.scratchCount + (norm == nil ? 0 : RowBlocks(rows).largest * target.stride)
        return max(heads, rest)
    }

    var scratchCount: Int {
        inputExtents.scratchCount + rows * attendedStride + team.threads * threadCount
    }

    /// `scratch` belongs to the calling thread and its team.
    func compute(_ group: AttentionSequences.Group, _ scratch: UnsafeMutablePointer<Float>) {
        let perImage = sequences.perImage * sequences.tokens
        let all = group.range.lowerBound * sequences.tokens..<group.range.upperBound * sequences.tokens
        var input = self.input
        var target = self.target
        input.x += group.image * perImage * input.stride
        target.out += group.image * perImage * target.stride
        target.residual = target.residual.map { $0 + group.image * perImage * target.stride }
        (input.order, target.order) = (sequences.order, sequences.order)
        let attended = scratch + inputExtents.scratchCount
        let work = Work(
            group: group,
            prepared: RowPreparation(inputExtents, memory: scratch)(input.rows(all)),
            attended: attended,
            target: target.part(all, 0),
            memory: attended + rows * attendedStride
        )
        divide(chunks) { thread, chunk in attend(work, chunk, work.memory + thread * threadCount) }
        let blocks = RowBlocks(all.count)
        divide(blocks.count) { thread, block in
            project(work, blocks[block], work.memory + thread * threadCount)
        }
    }

    /// A group of sequences on its way.
    private struct Work: @unchecked Sendable {
        // Unchecked because of the pointers: see ``AttentionPanels``.
        let group: AttentionSequences.Group
        let prepared: PreparedRows
        let attended: UnsafeMutablePointer<Float>
        let target: kernel_target
        /// One part for each thread.
        let memory: UnsafeMutablePointer<Float>
    }

    /// Calls `body` for each index, on the thread whose part it belongs to.
    private func divide(_ count: Int, _ body: @Sendable (_ thread: Int, _ index: Int) -> Void) {
        let parts = min(team.threads, count)
        team.divide(parts) { part in
            for index in count * part.lowerBound / parts..<count * part.upperBound / parts {
                body(part.lowerBound, index)
            }
        }
    }

    /// Projects some heads' queries, keys and values and lets them attend.
    private func attend(_ work: Work, _ chunk: Int, _ scratch: UnsafeMutablePointer<Float>) {
        let chosen = chunk * headsAtOnce..<min((chunk + 1) * headsAtOnce, heads)
        let columns = chosen.count * size
        let pieces = dividesHeads ? [0, 1, 2].map { $0 * width + chosen.lowerBound * size } : [0]
        for (place, output) in pieces.enumerated() {
            var goal = inner.part(0..<work.prepared.count, output)
            goal.out = scratch + place * columns
            goal.stride = projectedStride
            let count = dividesHeads ? columns : 3 * width
            queryKeyValue.multiply(
                work.prepared,
                outputs: output..<output + count,
                blocks: queryKeyValue.layout.blocks,
                into: goal
            )
        }
        let memory = scratch + rows * projectedStride
        for place in 0..<work.group.range.count {
            for head in chosen {
                attend(
                    sequence: work.group.range.lowerBound + place,
                    head: head,
                    projected: scratch + place * sequences.tokens * projectedStride
                        + (head - chosen.lowerBound) * size,
                    distance: columns,
                    out: work.attended + place * sequences.tokens * attendedStride + head * size,
                    memory: memory
                )
            }
        }
    }

    private func attend(
        sequence: Int,
        head: Int,
        projected: UnsafeMutablePointer<Float>,
        distance: Int,
        out: UnsafeMutablePointer<Float>,
        memory: UnsafeMutablePointer<Float>
    ) {
        let (tokens, length) = (sequences.tokens, sequences.length(sequence))
        var description = kernel_attention_head(
            query: projected,
            key: projected + distance,
            value: projected + 2 * distance,
            stride: projectedStride,
            out: out,
            out_stride: attendedStride,
            length: length,
            size: size,
            bias: sequences.bias?.values(sequence: sequence, head: head, heads: heads),
            causal: sequences.mask == .causal
        )
        if inBytes {
            kernel_attention_int8(&description, memory)
        } else {
            kernel_attention(&description, memory)
        }
        for row in length..<tokens { (out + row * attendedStride).update(repeating: 0, count: size) }
    }

    /// The layer after the attention, for some rows of the group.
    private func project(_ work: Work, _ range: Range<Int>, _ scratch: UnsafeMutablePointer<Float>) {
        let attended = kernel_input(
            x: work.attended + range.lowerBound * attendedStride,
            stride: attendedStride,
            order: nil,
            rows: range.count,
            columns: width,
            weight: nil,
            bias: nil,
            epsilon: 0
        )
        let sums = AfterSum(
            work.target.part(range, 0),
            range.count,
            norm,
            scratch + outputExtents.scratchCount
        )
        output.multiply(
            RowPreparation(outputExtents, memory: scratch)(attended),
            outputs: 0..<output.layout.outputs,
            blocks: output.layout.blocks,
            into: sums.target
        )
        sums.normalize()
    }
}
