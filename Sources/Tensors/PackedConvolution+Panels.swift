internal import CKernels
internal import COneDNN

extension PackedConvolution {
    /// A convolution from bytes to bytes that is computed here, with filters in panels of 32 outputs.
    ///
    /// Unchecked because of the pointers: nothing is written after the initializer returns.
    final class Panels: Packing, @unchecked Sendable {
        let scales: [Float]
        private let kind: Kind
        private let window: Window
        private let inputs: Int
        private let outputs: Int
        private let flow: ByteFlow
        private let panels: AlignedBytes
        /// From sums of products of bytes to bytes of the answer, and what is added to them.
        private let factors: TensorStorage
        private let bias: TensorStorage

        /// Packs filters; nil where they are not from unsigned bytes to bytes, where their numbers do not fill vectors, or
        /// where this processor has no instructions for it or oneDNN has better ones.
        init?(_ filters: FoldedFilters, _ window: Window, _ kind: Kind) {
            guard let flow = kind.bytes, !flow.source.isSigned, filters.inputs % 4 == 0,
                filters.outputs % 16 == 0,
                PanelMatrix.isBest(for: .int8)
            else { return nil }
            self.kind = kind
            self.window = window
            self.flow = flow
            (inputs, outputs) = (filters.inputs, filters.outputs)
            let narrow = NarrowFilters(filters, .int8)
            scales = narrow.scales
            let taps = window.size * window.size
            let packed = AlignedBytes(count: PanelLayout.wholePanels(outputs) * taps * inputs)
            withExtendedLifetime(narrow) {
                kernel_pack_filters_int8(
                    $0.base.assumingMemoryBound(to: Int8.self),
                    filters.outputs,
                    filters.inputs,
                    taps,
                    packed.base.assumingMemoryBound(to: Int8.self)
                )
            }
            panels = packed
            factors = TensorStorage(capacity: outputs)
            bias = TensorStorage(capacity: outputs)
            for (output, scale) in scales.enumerated() {
                factors.base[output] = scale * (flow.source.step / flow.output.step)
                bias.base[output] = filters.shift.base[output] / flow.output.step
            }
        }

        /// Rows and columns of an image with its border.
        private var padded: (rows: Int, columns: Int) {
            (kind.rows + 2 * window.padding, kind.columns + 2 * window.padding)
        }

        var scratchSize: Int { window.padding > 0 ? padded.rows * padded.columns * inputs : 0 }

        func run(
            _ source: UnsafeRawPointer,
            into out: UnsafeMutableRawPointer,
            scratch: UnsafeMutableRawPointer
        ) {
            var image = source.assumingMemoryBound(to: UInt8.self)
            if window.padding > 0 {
                let target = scratch.assumingMemoryBound(to: UInt8.self)
                let margin = window.padding * inputs
                kernel_pad_bytes(image, kind.rows, kind.columns * inputs, window.padding, margin, target)
                image = UnsafePointer(target)
            }
            let row = padded.columns * inputs
            let places = (0..<window.size * window.size).map {
                $0 / window.size * row + $0 % window.size * inputs
            }
            var (lines, pixels) = (window.positions(along: kind.rows), window.positions(along: kind.columns))
            var lineStride = window.stride * row
            if window.size == 1, window.stride == 1, window.padding == 0 {
                // Every pixel follows the last, whatever line it is in.
                lineStride *= lines
                (lines, pixels) = (1, lines * pixels)
            }
            places.withUnsafeBufferPointer { places in
                var convolution = kernel_byte_convolution(
                    source: image,
                    line_stride: lineStride,
                    pixel_stride: window.stride * inputs,
                    places: places.baseAddress,
                    taps: places.count,
                    inputs: inputs,
                    panels: panels.base.assumingMemoryBound(to: Int8.self),
                    scales: factors.base,
                    bias: bias.base,
                    outputs: outputs,
                    lines: lines,
                    pixels: pixels,
                    out: out.assumingMemoryBound(to: UInt8.self),
                    out_is_signed: !kind.appliesReLU,
                    adds_residual: kind.addsResidual,
                    residual_is_signed: flow.residual?.isSigned ?? false,
                    residual_scale: flow.residual.map { $0.step / flow.output.step } ?? 0
                )
                kernel_convolve_bytes(&convolution)
            }
        }
    }
}
