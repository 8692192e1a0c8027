internal import COneDNN
import Locking

/// A matrix product of fixed extents that oneDNN has compiled for this processor.
///
/// Unchecked because of the pointer: the product does not change after it is made, and oneDNN lets several threads
/// run it at once when each brings its own scratch memory.
final class MatrixKernel: @unchecked Sendable {
    /// rows × inner times inner × columns.
    struct Extents: Hashable {
        let rows: Int, columns: Int, inner: Int
    }

    private struct Key: Hashable {
        let precision: Precision
        let extents: Extents
    }

    private let product: OpaquePointer

    /// Products are compiled once for the whole process. Texts bring many different numbers of rows, so that the
    /// number of products is bounded; those in use outlive their removal.
    private static let compiled = Guarded<[Key: MatrixKernel]>([:])
    private static let maximumCount = 1_024

    /// The product of these extents; nil where oneDNN is absent or refuses.
    static func shared(_ precision: Precision, _ extents: Extents) -> MatrixKernel? {
        let key = Key(precision: precision, extents: extents)
        return compiled.withLock { compiled in
            if let kernel = compiled[key] { return kernel }
            guard
                let product = onednn_product_create(
                    precision.kernel,
                    Int64(extents.rows),
                    Int64(extents.columns),
                    Int64(extents.inner)
                )
            else { return nil }
            if compiled.count >= maximumCount { compiled.removeAll() }
            let kernel = MatrixKernel(product)
            compiled[key] = kernel
            return kernel
        }
    }

    private init(_ product: OpaquePointer) {
        self.product = product
    }

    deinit { onednn_product_destroy(product) }

    var packedSize: Int { onednn_product_packed_size(product) }
    var scratchSize: Int { onednn_product_scratch_size(product) }

    /// Packs `columns` rows of `inner` elements, which are `stride` elements apart.
    func pack(_ weights: UnsafeRawPointer, stride: Int, into memory: UnsafeMutableRawPointer) -> Bool {
        onednn_product_pack(product, weights, Int64(stride), memory)
    }

    /// Multiplies; a failure is a mistake in this program, for the extents were accepted before.
    func run(
        _ source: UnsafeRawPointer,
        _ packed: UnsafeRawPointer,
        into out: UnsafeMutableRawPointer,
        scratch: UnsafeMutableRawPointer
    ) {
        let succeeded = onednn_product_run(product, source, packed, out, scratch)
        precondition(succeeded, "oneDNN did not run a product that it had compiled")
    }
}
