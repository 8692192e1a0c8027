internal import CKernels
internal import COneDNN
import Synchronization

/// Filters with their batch normalisation folded in, as oneDNN convolves with them fastest.
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
    }

    let filters: FoldedFilters
    let window: Window
    /// The precision where the image's numbers allow it.
    let precision: Precision
    private let packed = Mutex<[Kind: Packing]>([:])

    private static let maximumKinds = 8

    init(_ filters: FoldedFilters, _ window: Window, _ precision: Precision) {
        self.filters = filters
        self.window = window
        self.precision = precision
    }

    /// The convolution of a kind, packed now if it was not before.
    func packing(_ kind: Kind) -> Packing {
        packed.withLock { packed in
            if let packing = packed[kind] { return packing }
            if packed.count >= Self.maximumKinds { packed.removeAll() }
            let packing = Packing(filters, window, kind)
            packed[kind] = packing
            return packing
        }
    }

    /// A convolution that oneDNN has compiled, with its filters.
    ///
    /// Unchecked because of the pointers: nothing is written after the initializer returns.
    final class Packing: @unchecked Sendable {
        private let convolution: OpaquePointer
        private let memory: AlignedBytes
        /// One scale for each output, where filters are bytes.
        let scales: [Float]
        let kind: Kind

        /// Bytes of scratch memory for a run.
        var scratchSize: Int { onednn_convolution_scratch_size(convolution) }

        fileprivate init(_ filters: FoldedFilters, _ window: Window, _ kind: Kind) {
            let description = onednn_convolution_kind(
                type: kind.precision.kernel,
                inputs: Int64(filters.inputs),
                outputs: Int64(filters.outputs),
                rows: Int64(kind.rows),
                columns: Int64(kind.columns),
                window: Int64(window.size),
                stride: Int64(window.stride),
                padding: Int64(window.padding),
                adds_residual: kind.addsResidual,
                applies_relu: kind.appliesReLU
            )
            guard let convolution = onednn_convolution_create(description) else {
                preconditionFailure("oneDNN has a convolution of every kind for this processor")
            }
            self.convolution = convolution
            self.kind = kind
            memory = AlignedBytes(count: onednn_convolution_packed_size(convolution))
            let folded = filters.folded()
            let count = filters.outputs * filters.perFilter
            var scales: [Float] = []
            var succeeded: Bool
            switch kind.precision {
            case .float32:
                succeeded = onednn_convolution_pack(convolution, folded.base, memory.base)
            case .bfloat16:
                let narrow = AlignedBytes(count: count * 2)
                kernel_narrow_bf16(folded.base, narrow.base.assumingMemoryBound(to: UInt16.self), count)
                succeeded = onednn_convolution_pack(convolution, narrow.base, memory.base)
            case .int8:
                let bytes = AlignedBytes(count: count)
                scales = [Float](repeating: 0, count: filters.outputs)
                var sums = [Int32](repeating: 0, count: filters.outputs)
                kernel_quantize_weights(
                    folded.base,
                    filters.outputs,
                    filters.perFilter,
                    bytes.base.assumingMemoryBound(to: Int8.self),
                    &scales,
                    &sums
                )
                succeeded = onednn_convolution_pack(convolution, bytes.base, memory.base)
            }
            precondition(succeeded, "oneDNN packs the filters of a convolution that it compiled")
            self.scales = scales
        }

        deinit { onednn_convolution_destroy(convolution) }

        /// Convolves one image.
        func run(
            _ source: UnsafeRawPointer,
            bias: UnsafePointer<Float>,
            residual: UnsafePointer<Float>?,
            into out: UnsafeMutableRawPointer,
            scratch: UnsafeMutableRawPointer
        ) {
            let succeeded = onednn_convolution_run(
                convolution,
                onednn_convolution_memory(
                    source: source,
                    packed: memory.base,
                    bias: bias,
                    residual: residual,
                    out: out,
                    scratch: scratch
                )
            )
            precondition(succeeded, "oneDNN runs a convolution that it compiled")
        }
    }
}

/// Filters [outputs, inputs, size, size] and what folds their batch normalisation into them.
struct FoldedFilters: Sendable {
    private let weight: Parameter
    private let factors: [Float]
    /// What is added to each output.
    let shift: TensorStorage

    /// γ (Wx − μ) / √(σ² + ε) + β = (factor W) x + (β − factor μ), with factor = γ / √(σ² + ε).
    init(_ weight: Parameter, _ normalization: BatchNormParameters) {
        self.weight = weight
        let (gamma, beta) = (normalization.weight.floats(), normalization.bias.floats())
        let (mean, variance) = (normalization.mean.floats(), normalization.variance.floats())
        let factors = zip(gamma, variance).map { $0 / ($1 + normalization.epsilon).squareRoot() }
        shift = TensorStorage(capacity: factors.count)
        for (output, factor) in factors.enumerated() {
            shift.base[output] = beta[output] - factor * mean[output]
        }
        self.factors = factors
    }

    var inputs: Int { weight.extents[1] }
    var outputs: Int { weight.extents[0] }
    /// Numbers of one filter.
    var perFilter: Int { weight.count / outputs }

    /// The filters with the factors in them.
    func folded() -> TensorStorage {
        let filters = TensorStorage(capacity: weight.count)
        let values = weight.floats()
        for (output, factor) in factors.enumerated() {
            for index in output * perFilter..<(output + 1) * perFilter {
                filters.base[index] = values[index] * factor
            }
        }
        weight.discardSource()
        return filters
    }
}
