internal import CKernels

extension CPUBackend {
    /// Some sequences and heads at a time.
    public func selfAttention(
        _ x: CPUTensor,
        _ block: AttentionBlock<CPUBackend>,
        mask: AttentionMask
    ) -> CPUTensor {
        guard let queryKeyValue = block.queryKeyValue.panels, let output = block.output.panels else {
            return composedAttention(x, block) {
                attention(linear($0, block.queryKeyValue), heads: block.heads, mask: mask)
            }
        }
        let sequences = AttentionSequences(
            tokens: x.shape[1],
            perImage: x.shape[0],
            images: 1,
            order: nil,
            mask: mask,
            bias: nil
        )
        return selfAttention(x, block, (queryKeyValue, output), sequences)
    }

    /// The same; tokens are read and written where they lie in the map.
    public func selfAttention(
        _ x: CPUTensor,
        _ block: AttentionBlock<CPUBackend>,
        windows: AttentionWindows<CPUBackend>,
        shape: Shape
    ) -> CPUTensor {
        guard block.order == .before, let queryKeyValue = block.queryKeyValue.panels,
            let output = block.output.panels
        else { return composedAttention(x, block, windows: windows, shape: shape) }
        let perImage = windows.order.count / windows.tokens
        return windows.order.withUnsafeBufferPointer { order in
            let sequences = AttentionSequences(
                tokens: windows.tokens,
                perImage: perImage,
                images: shape.rows / windows.order.count,
                order: order.baseAddress,
                mask: .none,
                bias: windows.bias
            )
            return selfAttention(x, block, (queryKeyValue, output), sequences)
        }
    }

    private func selfAttention(
        _ x: CPUTensor,
        _ block: AttentionBlock<CPUBackend>,
        _ matrices: (queryKeyValue: PanelMatrix, output: PanelMatrix),
        _ sequences: AttentionSequences
    ) -> CPUTensor {
        let result = make(x.shape)
        let groups = sequences.groups
        let byGroups = groups.count >= team.threads
        let attention = AttentionPanels(
            queryKeyValue: matrices.queryKeyValue,
            output: matrices.output,
            heads: block.heads,
            sequences: sequences,
            rows: groups.reduce(0) { max($0, $1.range.count) } * sequences.tokens,
            input: input(x, block.order == .before ? block.norm : nil),
            inner: target(result, block.queryKeyValue),
            target: target(result, block.output, adding: x),
            norm: block.order == .after ? block.norm : nil,
            team: byGroups ? ThreadTeam(threads: 1) : team
        )
        let parts = byGroups ? min(team.threads, groups.count) : 1
        let count = attention.scratchCount
        let scratch = UncheckedPointer(workspace.take(count * parts).base)
        team.divide(parts) { part in
            let memory = scratch.pointer + part.lowerBound * count
            let share = groups.count * part.lowerBound / parts..<groups.count * part.upperBound / parts
            for group in groups[share] { attention.compute(group, memory) }
        }
        return result
    }
}

/// The sequences within which tokens attend to each other, and where their tokens lie.
struct AttentionSequences {
    let tokens: Int
    /// Sequences that an order applies to; without an order all are one image's.
    let perImage: Int
    let images: Int
    let order: UnsafePointer<Int32>?
    let mask: AttentionMask
    let bias: CPUAttentionBias?

    /// Neighbouring sequences of one image, which are computed together.
    struct Group {
        let image: Int
        let range: Range<Int>
    }

    /// As many sequences as have about this many tokens make use of weights that were read.
    private static let groupTokens = 224

    var groups: [Group] {
        let most = max(Self.groupTokens / tokens, 1)
        let count = (perImage + most - 1) / most
        return (0..<images).flatMap { image in
            (0..<count).map {
                Group(image: image, range: perImage * $0 / count..<perImage * ($0 + 1) / count)
            }
        }
    }

    /// Positions of a sequence that are not padding.
    func length(_ sequence: Int) -> Int {
        if case .lengths(let lengths) = mask { lengths[sequence] } else { tokens }
    }
}
