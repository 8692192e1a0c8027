/// What a byte stands for: the byte times a step.
struct ByteScale: Hashable {
    /// Whether bytes go from −127 to 127 rather than from 0 to 255.
    let isSigned: Bool
    let step: Float

    /// Room above the largest number that was seen, so that a radiograph with somewhat larger ones is not cut off.
    private static let headroom: Float = 1.1

    /// Bytes for numbers of a range.
    init(_ range: ActivationRange, isSigned: Bool) {
        self.isSigned = isSigned
        let largest = max(abs(range.least), abs(range.largest)) * Self.headroom
        // Steps and their reciprocals stay finite; where all numbers are zero, any step will do.
        step = min(max(largest, 1e-30), 1e30) / (isSigned ? 127 : 255)
    }
}

/// The steps of a convolution from bytes to bytes.
struct ByteFlow: Hashable {
    let source: ByteScale
    let residual: ByteScale?
    let output: ByteScale
}
