internal import CKernels

/// The left side of a product in the element type of its weights.
struct PreparedRows {
    let base: UnsafeRawPointer
    /// Bytes from one row to the next.
    let stride: Int
    /// For bytes one scale for each block of inputs and row.
    let scales: UnsafeMutablePointer<Float>?
    let count: Int
}

/// Part of a thread's scratch memory, for the left side of one product after the other.
struct RowPreparation {
    private let extents: Extents
    private let memory: UnsafeMutablePointer<Float>

    /// How much is prepared at once.
    struct Extents {
        let layout: PanelLayout
        let rows: Int
        let columns: Int

        /// For all inputs of a matrix, or for `columns` that make up one block of them.
        init(_ layout: PanelLayout, rows: Int, columns: Int? = nil) {
            self.layout = layout
            self.rows = rows
            self.columns = columns ?? layout.inputs
        }

        /// Bytes from one row to the next: an odd number of cache lines, so that the rows of a tile do not compete for
        /// the same places of the cache.
        var stride: Int { (columns * layout.elementSize + 63) / 64 * 64 | 64 }

        private var scaleCount: Int {
            layout.isBytes ? (columns + layout.blockInputs - 1) / layout.blockInputs * rows : 0
        }

        var scaleOffset: Int { rows * stride / 4 }
        var lineOffset: Int { scaleOffset + AlignedBytes.rounded(scaleCount * 4) / 4 }

        /// Floats of memory: rows, scales, and for bytes one row as it was before.
        var scratchCount: Int { lineOffset + (layout.isBytes ? AlignedBytes.rounded(columns * 4) / 4 : 0) }
    }

    init(_ extents: Extents, memory: UnsafeMutablePointer<Float>) {
        self.extents = extents
        self.memory = memory
    }

    /// The answer is valid until the next call, and no longer than the rows of the input.
    func callAsFunction(_ input: kernel_input) -> PreparedRows {
        var input = input
        let stride = extents.stride
        guard extents.layout.isBytes else {
            guard input.weight != nil || input.order != nil else {
                return PreparedRows(base: input.x, stride: input.stride * 4, scales: nil, count: input.rows)
            }
            kernel_prepare_float32(&input, memory, stride / 4)
            return PreparedRows(base: memory, stride: stride, scales: nil, count: input.rows)
        }
        let scales = memory + extents.scaleOffset
        let bytes = kernel_bytes(
            values: UnsafeMutableRawPointer(memory).assumingMemoryBound(to: UInt8.self),
            stride: stride,
            scales: scales,
            rows: input.rows
        )
        kernel_prepare_int8(&input, extents.layout.blockInputs, bytes, memory + extents.lineOffset)
        return PreparedRows(base: memory, stride: stride, scales: scales, count: input.rows)
    }
}
