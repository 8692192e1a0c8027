import Tensors
import Testing

@Suite struct WorkspaceTests {
    private let backend = CPUBackend(threads: 2)

    /// A convolution, pools, patches, attention and linear layers, as a request makes them.
    private func pass(batch: Int) -> [Float] {
        var numbers = SeededNumbers(seed: 11)
        let images = backend.tensor(numbers.floats(batch * 3 * 16 * 16), Shape(batch, 3, 16, 16))
        let channel = Parameter([1, 1, 1, 1], extents: [4])
        let filters = backend.convolutionWeights(
            weight: Parameter(numbers.floats(4 * 27), extents: [4, 3, 3, 3]),
            normalization: BatchNormParameters(
                weight: channel,
                bias: channel,
                mean: channel,
                variance: channel,
                epsilon: 1e-5
            ),
            window: Window(size: 3, stride: 1, padding: 1)
        )
        let maps = backend.convolution(images, filters, activation: .relu, adding: nil)
        let pooled = backend.maxPool(maps, Window(size: 3, stride: 2, padding: 1))
        let patches = backend.patches(pooled, size: 4)
        let triple = backend.linearWeights(
            weight: Parameter(numbers.floats(192 * 64), extents: [192, 64]),
            bias: nil
        )
        let attended = backend.attention(backend.linear(patches, triple), heads: 4, mask: .causal)
        return backend.floats(
            backend.l2Normalize(backend.tokens(attended, at: [Int](repeating: 3, count: batch)))
        )
    }

    @Test func aSecondEqualPassTakesNoMoreMemory() {
        let first = pass(batch: 2)
        let held = backend.workspaceByteCount
        #expect(held > 0)
        for _ in 0..<3 { #expect(pass(batch: 2) == first) }
        #expect(backend.workspaceByteCount == held)
    }

    @Test func aSmallerPassAfterALargerTakesNoMoreMemory() {
        let alone = pass(batch: 1)
        backend.trimWorkspace()
        _ = pass(batch: 5)
        let held = backend.workspaceByteCount
        #expect(pass(batch: 1) == alone)
        #expect(backend.workspaceByteCount == held)
    }

    @Test func trimmingGivesAllBackThatNobodyHolds() {
        _ = pass(batch: 2)
        backend.trimWorkspace()
        #expect(backend.workspaceByteCount == 0)
    }

    @Test func aTensorInUseOutlivesTrimmingAndIsNotWrittenOver() {
        let kept = backend.tensor([1, 2, 3], Shape(3))
        backend.trimWorkspace()
        #expect(backend.workspaceByteCount >= 12)
        let other = backend.tensor([7, 8, 9], Shape(3))
        #expect(backend.floats(kept) == [1, 2, 3])
        #expect(backend.floats(other) == [7, 8, 9])
    }
}
