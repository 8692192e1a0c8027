internal import CKernels

/// A linear layer whose weights are packed: how its rows and blocks of outputs are divided, and what each piece does.
struct PackedProduct: @unchecked Sendable {
    // Unchecked because of the pointers: threads write disjoint parts of `output` and scratch memory of their own, and
    // the tensors outlive the operation.
    let matrix: PackedMatrix
    let bias: TensorStorage
    let activation: kernel_activation
    /// The rows in the precision of the product.
    let source: UnsafeRawPointer
    /// One scale for each row, where the source is bytes.
    let rowScales: UnsafePointer<Float>?
    let residual: UnsafePointer<Float>?
    let output: UnsafeMutablePointer<Float>
    let rows: Int

    /// Rows in a piece: as many as weights are packed for.
    static let pieceRows = PackedMatrix.blockOutputs

    /// Bytes of a row of the source.
    var rowSize: Int {
        let size =
            switch matrix.precision {
            case .float32: 4
            case .bfloat16: 2
            case .int8: 1
            }
        return matrix.inputs * size
    }

    /// Nearly equal pieces of rows.
    var pieces: [Range<Int>] {
        let count = (rows + Self.pieceRows - 1) / Self.pieceRows
        return (0..<count).map { rows * $0 / count..<rows * ($0 + 1) / count }
    }

    private func kernel(_ piece: Range<Int>, _ block: PackedMatrix.Block) -> MatrixKernel {
        let extents = MatrixKernel.Extents(
            rows: piece.count,
            columns: block.outputs.count,
            inner: matrix.inputs
        )
        guard let kernel = MatrixKernel.shared(matrix.precision, extents) else {
            preconditionFailure("oneDNN multiplied such weights with another number of rows before")
        }
        return kernel
    }

    /// Floats of scratch memory that one thread needs.
    var scratchCount: Int {
        var size = 0
        for piece in pieces {
            for block in matrix.blocks where block.offset == 0 || block.outputs.count < Self.pieceRows {
                size = max(size, kernel(piece, block).scratchSize)
            }
        }
        return productCount + AlignedBytes.rounded(size) / MemoryLayout<Float>.stride
    }

    private var productCount: Int {
        let largest = pieces.reduce(0) { max($0, $1.count) }
        return AlignedBytes.rounded(largest * min(matrix.outputs, PackedMatrix.blockOutputs) * 4) / 4
    }

    /// Computes some of the blocks for all rows: a block's weights are read once from memory.
    func compute(blocks: Range<Int>, scratch: UnsafeMutablePointer<Float>) {
        let pieces = self.pieces
        for block in matrix.blocks[blocks] {
            for piece in pieces { compute(piece, block, scratch: scratch) }
        }
    }

    /// Computes all blocks for some of the rows.
    func compute(pieces: ArraySlice<Range<Int>>, scratch: UnsafeMutablePointer<Float>) {
        for block in matrix.blocks {
            for piece in pieces { compute(piece, block, scratch: scratch) }
        }
    }

    private func compute(
        _ piece: Range<Int>,
        _ block: PackedMatrix.Block,
        scratch: UnsafeMutablePointer<Float>
    ) {
        let product = UnsafeMutableRawPointer(scratch)
        kernel(piece, block).run(
            source + piece.lowerBound * rowSize,
            matrix.packed(block),
            into: product,
            scratch: UnsafeMutableRawPointer(scratch + productCount)
        )
        let start = piece.lowerBound * matrix.outputs + block.outputs.lowerBound
        let target = kernel_block(
            out: output + start,
            stride: matrix.outputs,
            bias: bias.base + block.outputs.lowerBound,
            residual: residual.map { $0 + start }
        )
        guard let rowScales else {
            kernel_finish_product(scratch, piece.count, block.outputs.count, target, activation)
            return
        }
        matrix.scales.withUnsafeBufferPointer { scales in
            matrix.sums.withUnsafeBufferPointer { sums in
                guard let scales = scales.baseAddress, let sums = sums.baseAddress else { return }
                kernel_finish_integer_product(
                    product.assumingMemoryBound(to: Int32.self),
                    piece.count,
                    block.outputs.count,
                    rowScales + piece.lowerBound,
                    kernel_dequantization(
                        scales: scales + block.outputs.lowerBound,
                        sums: sums + block.outputs.lowerBound
                    ),
                    target,
                    activation
                )
            }
        }
    }
}
