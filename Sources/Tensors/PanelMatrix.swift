internal import CKernels
internal import COneDNN

/// A weight matrix in panels, for products that are computed here rather than by oneDNN.
///
/// Bytes on the left side have one scale for each row and block of inputs, so that the numbers of an inner layer can be
/// used, while they lie in the second-level cache, before the rest of their row is known.
///
/// Unchecked because of the raw memory, which is written before the initializer returns and read only afterwards.
final class PanelMatrix: @unchecked Sendable {
    let layout: PanelLayout
    private let memory: AlignedBytes
    /// For bytes one scale for each output, and for each block one offset for each output, up to whole panels.
    private let scales: TensorStorage
    private let offsets: AlignedBytes

    /// Outputs that are packed at once: what is widened on the way stays small.
    private static let packedOutputs = 256

    /// Packs a weight of shape [outputs, inputs]; nil where this processor has no instructions for it, or where oneDNN has
    /// better ones.
    init?(_ weight: Parameter, _ precision: Precision, _ team: ThreadTeam) {
        guard Self.isBest(for: precision) else { return nil }
        let layout = PanelLayout(
            outputs: weight.extents[0],
            inputs: weight.extents[1],
            isBytes: precision == .int8
        )
        self.layout = layout
        memory = AlignedBytes(count: layout.size)
        scales = TensorStorage(zeros: layout.paddedOutputs)
        offsets = AlignedBytes(count: layout.blocks.count * layout.paddedOutputs * MemoryLayout<Int32>.stride)
        let chunks = (layout.outputs + Self.packedOutputs - 1) / Self.packedOutputs
        team.divide(chunks) { [memory, scales, offsets] part in
            for first in part.map({ $0 * Self.packedOutputs }) {
                let range = first..<min(first + Self.packedOutputs, layout.outputs)
                let rows = weight.rows(range).storage()
                if layout.isBytes {
                    Self.packBytes(rows, range, layout, memory, scales, offsets)
                } else {
                    Self.packFloats(rows, range, layout, memory)
                }
            }
        }
        weight.discardSource()
    }

    /// Tiles of a later processor multiply bytes several times as fast as its vectors do; only oneDNN uses them.
    static func isBest(for precision: Precision) -> Bool {
        switch precision {
        case .float32: onednn_is_native(ONEDNN_FLOAT32) && kernel_panels_are_available(false)
        case .bfloat16: false
        case .int8: onednn_is_native(ONEDNN_INT8) && kernel_panels_are_available(true) && !onednn_has_tiles()
        }
    }

    private static func packFloats(
        _ rows: TensorStorage,
        _ outputs: Range<Int>,
        _ layout: PanelLayout,
        _ memory: AlignedBytes
    ) {
        for block in layout.blocks {
            let inputs = layout.inputs(of: block)
            let target = memory.base + layout.offset(block, output: outputs.lowerBound)
            kernel_pack_panels_float32(
                rows.base + inputs.lowerBound,
                layout.inputs,
                outputs.count,
                inputs.count,
                target.assumingMemoryBound(to: Float.self)
            )
        }
    }

    private static func packBytes(
        _ rows: TensorStorage,
        _ outputs: Range<Int>,
        _ layout: PanelLayout,
        _ memory: AlignedBytes,
        _ scales: TensorStorage,
        _ offsets: AlignedBytes
    ) {
        let narrow = AlignedBytes(count: outputs.count * layout.inputs)
        let bytes = narrow.base.assumingMemoryBound(to: Int8.self)
        var sums = [Int32](repeating: 0, count: outputs.count)
        kernel_quantize_weights(
            rows.base,
            outputs.count,
            layout.inputs,
            bytes,
            scales.base + outputs.lowerBound,
            &sums
        )
        for block in layout.blocks {
            let inputs = layout.inputs(of: block)
            let target = memory.base + layout.offset(block, output: outputs.lowerBound)
            let offset = offsets.base.assumingMemoryBound(to: Int32.self) + block * layout.paddedOutputs
            kernel_pack_panels_int8(
                bytes + inputs.lowerBound,
                layout.inputs,
                outputs.count,
                inputs.count,
                target.assumingMemoryBound(to: Int8.self),
                offset + outputs.lowerBound
            )
        }
    }

    /// Multiplies prepared rows with some of the outputs' weights for some of the blocks of inputs, of which `rows` holds
    /// the first at its beginning. The target's `adds` and `completes` are what they are for all of these blocks together.
    func multiply(_ rows: PreparedRows, outputs: Range<Int>, blocks: Range<Int>, into target: kernel_target) {
        for block in blocks {
            var step = target
            step.adds = target.adds || block > blocks.lowerBound
            step.completes = target.completes && block == blocks.upperBound - 1
            let place = block - blocks.lowerBound
            var product = kernel_panels(
                source: rows.base + place * layout.blockInputs * layout.elementSize,
                source_stride: rows.stride,
                source_scales: rows.scales.map { UnsafePointer($0 + place * rows.count) },
                panels: memory.base + layout.offset(block, output: outputs.lowerBound),
                panel_size: layout.panelSize(block),
                scales: scales.base + outputs.lowerBound,
                offsets: offsets.base.assumingMemoryBound(to: Int32.self) + block * layout.paddedOutputs
                    + outputs.lowerBound,
                rows: rows.count,
                columns: outputs.count,
                inner: layout.inputs(of: block).count
            )
            kernel_multiply_panels(&product, &step)
        }
    }
}
