internal import CKernels
internal import COneDNN
import Locking

/// A weight matrix [outputs, inputs] as oneDNN multiplies with it fastest.
///
/// It is cut into blocks of outputs, so that a block's product is finished while it lies in the second-level cache.
///
/// Unchecked because of the raw memory, which is written before the initializer returns and read only afterwards.
final class PackedMatrix: @unchecked Sendable {
    /// Neighbouring outputs that are multiplied at once.
    struct Block {
        let outputs: Range<Int>
        let offset: Int
    }

    let precision: Precision
    let inputs: Int
    let outputs: Int
    let blocks: [Block]
    private let memory: AlignedBytes
    /// One scale and one sum of weights for each output, where weights are bytes.
    let scales: [Float]
    let sums: [Int32]

    /// Outputs in a block: with 256 rows, a product of 256 KiB.
    static let blockOutputs = 256

    /// Packs a weight of shape [outputs, inputs]; nil where oneDNN cannot multiply in that precision.
    init?(_ weight: Parameter, _ precision: Precision, _ team: ThreadTeam) {
        (outputs, inputs) = (weight.extents[0], weight.extents[1])
        self.precision = precision
        var blocks: [Block] = []
        var products: [MatrixKernel] = []
        var size = 0
        for first in stride(from: 0, to: outputs, by: Self.blockOutputs) {
            let range = first..<min(first + Self.blockOutputs, outputs)
            let extents = MatrixKernel.Extents(rows: Self.blockOutputs, columns: range.count, inner: inputs)
            guard let product = MatrixKernel.shared(precision, extents) else { return nil }
            blocks.append(Block(outputs: range, offset: size))
            products.append(product)
            size += AlignedBytes.rounded(product.packedSize)
        }
        self.blocks = blocks
        let memory = AlignedBytes(count: size)
        let packing = BlockPacking(weight, precision)
        let packed = Guarded([Int: BlockPacking.Answer]())
        team.divide(blocks.count) { [blocks, products] part in
            for index in part {
                let target = memory.base + blocks[index].offset
                let answer = packing.pack(blocks[index].outputs, with: products[index], into: target)
                packed.withLock { $0[index] = answer }
            }
        }
        let answers = packed.withLock { answers in blocks.indices.compactMap { answers[$0] } }
        guard answers.count == blocks.count else { return nil }
        self.memory = memory
        (scales, sums) = (answers.flatMap(\.scales), answers.flatMap(\.sums))
        weight.discardSource()
    }

    func packed(_ block: Block) -> UnsafeRawPointer { UnsafeRawPointer(memory.base + block.offset) }
}

/// Turns blocks of a stored weight into the element type of a product.
private struct BlockPacking: Sendable {
    /// One scale and one sum for each output, where weights become bytes.
    struct Answer: Sendable {
        var scales: [Float] = []
        var sums: [Int32] = []
    }

    private let weight: Parameter
    private let precision: Precision

    init(_ weight: Parameter, _ precision: Precision) {
        self.weight = weight
        self.precision = precision
    }

    /// Nil where oneDNN refuses.
    func pack(
        _ outputs: Range<Int>,
        with product: MatrixKernel,
        into memory: UnsafeMutableRawPointer
    ) -> Answer? {
        let inputs = weight.extents[1]
        let rows = weight.rows(outputs).storage()
        let count = outputs.count * inputs
        switch precision {
        case .float32:
            return product.pack(rows.base, stride: inputs, into: memory) ? Answer() : nil
        case .bfloat16:
            let narrow = AlignedBytes(count: count * 2)
            kernel_narrow_bf16(rows.base, narrow.base.assumingMemoryBound(to: UInt16.self), count)
            return product.pack(narrow.base, stride: inputs, into: memory) ? Answer() : nil
        case .int8:
            let bytes = AlignedBytes(count: count)
            var (scale, sum) = (
                [Float](repeating: 0, count: outputs.count), [Int32](repeating: 0, count: outputs.count)
            )
            kernel_quantize_weights(
                rows.base,
                outputs.count,
                inputs,
                bytes.base.assumingMemoryBound(to: Int8.self),
                &scale,
                &sum
            )
            let isPacked = product.pack(bytes.base, stride: inputs, into: memory)
            return isPacked ? Answer(scales: scale, sums: sum) : nil
        }
    }
}

/// Uninitialised memory aligned to a cache line.
///
/// Unchecked because of the pointer; who makes it writes it before sharing it.
final class AlignedBytes: @unchecked Sendable {
    let base: UnsafeMutableRawPointer
    let count: Int
    private static let alignment = 64

    init(count: Int) {
        self.count = count
        base = .allocate(byteCount: max(count, 1), alignment: Self.alignment)
    }

    deinit { base.deallocate() }

    /// The least multiple of a cache line that holds `count` bytes.
    static func rounded(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }
}
