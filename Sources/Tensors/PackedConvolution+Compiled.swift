internal import CKernels
internal import COneDNN

extension PackedConvolution {
    /// A convolution that oneDNN has compiled, with its filters.
    ///
    /// Unchecked because of the pointers: nothing is written after the initializer returns.
    final class Compiled: Packing, @unchecked Sendable {
        /// One scale for each output, where filters are bytes.
        let scales: [Float]
        private let convolution: OpaquePointer
        private let memory: AlignedBytes
        private let bias: TensorStorage

        var scratchSize: Int { onednn_convolution_scratch_size(convolution) }

        init(_ filters: FoldedFilters, _ window: Window, _ kind: Kind) {
            let narrow = NarrowFilters(filters, kind.precision)
            let scales = narrow.scales
            self.scales = scales
            convolution = Self.compile(kind, filters, window, scales)
            memory = AlignedBytes(count: onednn_convolution_packed_size(convolution))
            bias = kind.bytes.map { Self.bias(filters.shift, scales, $0) } ?? filters.shift
            let succeeded = withExtendedLifetime(narrow) {
                onednn_convolution_pack(convolution, $0.base, memory.base)
            }
            precondition(succeeded, "oneDNN packs the filters of a convolution that it compiled")
        }

        deinit { onednn_convolution_destroy(convolution) }

        private static func compile(
            _ kind: Kind,
            _ filters: FoldedFilters,
            _ window: Window,
            _ scales: [Float]
        ) -> OpaquePointer {
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
            let convolution =
                if let bytes = kind.bytes {
                    scales.map { $0 * (bytes.source.step / bytes.output.step) }.withUnsafeBufferPointer {
                        var fixed = onednn_fixed_scales(
                            source_is_signed: bytes.source.isSigned,
                            residual_is_signed: bytes.residual?.isSigned ?? false,
                            scales: $0.baseAddress,
                            residual_scale: bytes.residual.map { $0.step / bytes.output.step } ?? 0
                        )
                        return onednn_convolution_create(description, &fixed)
                    }
                } else {
                    onednn_convolution_create(description, nil)
                }
            guard let convolution else {
                preconditionFailure("oneDNN has a convolution of every kind for this processor")
            }
            return convolution
        }

        /// The bias in units of the sums of products of bytes, to which it is added.
        private static func bias(_ shift: TensorStorage, _ scales: [Float], _ bytes: ByteFlow)
            -> TensorStorage
        {
            let bias = TensorStorage(capacity: scales.count)
            for (output, scale) in scales.enumerated() {
                bias.base[output] = shift.base[output] / (scale * bytes.source.step)
            }
            return bias
        }

        func run(
            _ source: UnsafeRawPointer,
            into out: UnsafeMutableRawPointer,
            scratch: UnsafeMutableRawPointer
        ) {
            let succeeded = onednn_convolution_run(
                convolution,
                onednn_convolution_memory(
                    source: source,
                    packed: memory.base,
                    bias: bias.base,
                    out: out,
                    scratch: scratch
                )
            )
            precondition(succeeded, "oneDNN runs a convolution that it compiled")
        }
    }
}
