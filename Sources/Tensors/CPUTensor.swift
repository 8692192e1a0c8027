/// Float32 numbers in this machine's memory, row-major and contiguous.
public struct CPUTensor: Sendable {
    let storage: TensorStorage

    /// The extents, outermost first.
    public let shape: Shape

    /// Reads the elements in place.
    public func withFloats<Result>(_ body: (UnsafeBufferPointer<Float>) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(storage) {
            try body(UnsafeBufferPointer(start: storage.base, count: shape.count))
        }
    }
}

/// A weight [out, in] and a bias [out] as the CPU backend multiplies with them.
public struct CPULinearWeights: Sendable {
    let weight: TensorStorage
    let bias: TensorStorage?
    let inputs: Int
    let outputs: Int
}

/// Filters [out, in · size · size] with the batch normalisation folded in, and the shift [out] left over.
public struct CPUConvolutionWeights: Sendable {
    let filters: TensorStorage
    let shift: TensorStorage
    let inputs: Int
    let outputs: Int
    let window: Window
}

/// The scale and shift of a layer normalisation.
public struct CPULayerNormWeights: Sendable {
    let weight: TensorStorage
    let bias: TensorStorage
    let epsilon: Float
}

/// Biases of attention scores, [groups, heads, tokens, tokens]; sequence b takes group b mod groups.
public struct CPUAttentionBias: Sendable {
    let values: TensorStorage
    let groups: Int
    let tokens: Int
}
