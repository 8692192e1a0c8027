internal import CKernels

/// Folded filters in the element type of a precision.
struct NarrowFilters {
    let base: UnsafeRawPointer
    /// One scale for each output, where filters are bytes.
    private(set) var scales: [Float] = []
    /// What has the memory.
    let owner: any AnyObject

    init(_ filters: FoldedFilters, _ precision: Precision) {
        let folded = filters.folded()
        let count = filters.outputs * filters.perFilter
        switch precision {
        case .float32:
            (base, owner) = (UnsafeRawPointer(folded.base), folded)
        case .bfloat16:
            let narrow = AlignedBytes(count: count * 2)
            kernel_narrow_bf16(folded.base, narrow.base.assumingMemoryBound(to: UInt16.self), count)
            (base, owner) = (UnsafeRawPointer(narrow.base), narrow)
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
            // A filter of zeros has zeros as bytes, whatever their scale: one that can be divided by.
            scales = scales.map { $0 > 0 ? $0 : 1 }
            (base, owner) = (UnsafeRawPointer(bytes.base), bytes)
        }
    }
}
