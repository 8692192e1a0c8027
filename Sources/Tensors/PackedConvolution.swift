import Locking

/// Filters with their batch normalisation folded in, as they are convolved with fastest: by oneDNN, or here.
///
/// How filters lie depends on the size of the image, so that they are packed when the first image comes. A model sees
/// images of one size.
final class PackedConvolution: Sendable {
    /// What a packing depends on.
    struct Kind: Hashable {
        let precision: Precision
        let rows: Int, columns: Int
        let addsResidual: Bool
        let appliesReLU: Bool
        /// The fixed steps from bytes to bytes; nil for float32 answers.
        var bytes: ByteFlow?
    }

    let filters: FoldedFilters
    let window: Window
    /// The precision where the image's numbers allow it.
    let precision: Precision
    /// What goes in and comes out, where that is known.
    let ranges: ConvolutionRanges?
    private let packed = Guarded<[Kind: any Packing]>([:])

    private static let maximumKinds = 8

    /// Filters that are ready for images of one kind.
    protocol Packing: Sendable {
        /// One scale for each output, where filters are bytes.
        var scales: [Float] { get }
        /// Bytes of scratch memory for a run.
        var scratchSize: Int { get }

        /// Convolves one image; with a residual, that lies in `out`.
        func run(
            _ source: UnsafeRawPointer,
            into out: UnsafeMutableRawPointer,
            scratch: UnsafeMutableRawPointer
        )
    }

    init(_ filters: FoldedFilters, _ window: Window, _ precision: Precision, _ ranges: ConvolutionRanges?) {
        self.filters = filters
        self.window = window
        self.precision = precision
        self.ranges = ranges
    }

    /// The convolution of a kind, packed now if it was not before.
    func packing(_ kind: Kind) -> any Packing {
        packed.withLock { packed in
            if let packing = packed[kind] { return packing }
            if packed.count >= Self.maximumKinds { packed.removeAll() }
            let packing: any Packing =
                Panels(filters, window, kind) ?? Compiled(filters, window, kind)
            packed[kind] = packing
            return packing
        }
    }
}
