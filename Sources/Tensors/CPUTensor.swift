/// Float32 numbers in this machine's memory, contiguous and row-major; images between convolutions lie otherwise, and may
/// be bytes.
public struct CPUTensor: Sendable {
    let storage: TensorStorage

    /// The extents, outermost first.
    public let shape: Shape

    /// The precision of the product whose answer it is: attention goes on in that of its projection.
    var precision = Precision.float32

    /// Whether an image [B, C, H, W] lies as [B, H, W, C].
    var isChannelsLast = false

    /// What its elements stand for where they are bytes, as in images between convolutions of fixed ranges.
    /// Channels are innermost then.
    var bytes: ByteScale?

    /// The largest number of each image, where that is known and no number is negative.
    var maxima: TensorStorage?

    init(storage: TensorStorage, shape: Shape) {
        self.storage = storage
        self.shape = shape
    }

    /// Reads the elements in place, in the order in which they lie.
    func withFloats<Result>(_ body: (UnsafeBufferPointer<Float>) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(storage) {
            try body(UnsafeBufferPointer(start: storage.base, count: shape.count))
        }
    }
}

/// A weight [out, in] and a bias [out] as the CPU backend multiplies with them.
public struct CPULinearWeights: Sendable {
    enum Weight: Sendable {
        /// As it is stored, for OpenBLAS.
        case plain(TensorStorage)
        /// Packed for oneDNN.
        case packed(PackedMatrix)
        /// Packed for products of our own.
        case panels(PanelMatrix)
    }

    let weight: Weight
    let bias: TensorStorage
    let inputs: Int
    let outputs: Int

    var panels: PanelMatrix? { if case .panels(let matrix) = weight { matrix } else { nil } }
}

/// Filters [out, in, size, size] with their batch normalisation.
public struct CPUConvolutionWeights: Sendable {
    enum Filters: Sendable {
        /// Row by row, for OpenBLAS.
        case plain(PlainFilters)
        /// For oneDNN.
        case packed(PackedConvolution)
    }

    let filters: Filters
    let inputs: Int
    /// The name of the filters.
    let name: String
}

/// Filters [out, in · size · size] with the batch normalisation folded in, and the shift [out] left over.
struct PlainFilters: Sendable {
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

/// Biases of attention scores, [groups, heads, tokens, stride]; sequence b takes group b mod groups.
public struct CPUAttentionBias: Sendable {
    let values: TensorStorage
    let groups: Int
    let tokens: Int

    /// Numbers from one query to the next: whole vectors, what is left over being minus infinity.
    static func stride(_ tokens: Int) -> Int { (tokens + 15) / 16 * 16 }

    func values(sequence: Int, head: Int, heads: Int) -> UnsafePointer<Float> {
        let rows = (sequence % groups * heads + head) * tokens
        return UnsafePointer(values.base + rows * Self.stride(tokens))
    }
}
