import CLibTorch

// Elementwise, with broadcasting.
extension TorchTensor {
    /// The sum.
    public static func + (a: TorchTensor, b: TorchTensor) -> TorchTensor {
        TorchTensor(torch_add(a.reference, b.reference))
    }

    /// The difference.
    public static func - (a: TorchTensor, b: TorchTensor) -> TorchTensor {
        TorchTensor(torch_subtract(a.reference, b.reference))
    }

    /// The product, element by element.
    public static func * (a: TorchTensor, b: TorchTensor) -> TorchTensor {
        TorchTensor(torch_multiply(a.reference, b.reference))
    }

    /// The quotient, element by element.
    public static func / (a: TorchTensor, b: TorchTensor) -> TorchTensor {
        TorchTensor(torch_divide(a.reference, b.reference))
    }

    /// Each element times a number.
    public static func * (a: TorchTensor, factor: Double) -> TorchTensor {
        TorchTensor(torch_scale(a.reference, factor, 0))
    }

    /// Each element plus a number.
    public static func + (a: TorchTensor, offset: Double) -> TorchTensor {
        TorchTensor(torch_scale(a.reference, 1, offset))
    }

    /// Each element minus a number.
    public static func - (a: TorchTensor, offset: Double) -> TorchTensor { a + -offset }

    /// The negative.
    public static prefix func - (a: TorchTensor) -> TorchTensor { a * -1 }

    /// e to the power of each element.
    public func exponential() -> TorchTensor { TorchTensor(torch_exponential(reference)) }

    /// The natural logarithm of each element.
    public func logarithm() -> TorchTensor { TorchTensor(torch_logarithm(reference)) }

    /// The square root of each element.
    public func squareRoot() -> TorchTensor { TorchTensor(torch_square_root(reference)) }

    /// 1 / (1 + e^−x).
    public func sigmoid() -> TorchTensor { TorchTensor(torch_sigmoid(reference)) }

    /// max(x, 0).
    public func relu() -> TorchTensor { TorchTensor(torch_relu(reference)) }

    /// Each element limited to a range; no gradient beyond its ends.
    public func clamped(to range: ClosedRange<Double>) -> TorchTensor {
        TorchTensor(torch_clamp(reference, range.lowerBound, range.upperBound))
    }

    /// `upper` where this tensor's element is at least the limit, else `lower`; gradients follow the choice.
    public func choose(atLeast limit: Double, _ upper: TorchTensor, else lower: TorchTensor) -> TorchTensor {
        TorchTensor(torch_choose(reference, limit, upper.reference, lower.reference))
    }

    /// A number in place of each element where the mask is not zero.
    public func masked(by mask: TorchTensor, with filler: Double) -> TorchTensor {
        TorchTensor(torch_mask(reference, mask.reference, filler))
    }
}

// Shapes, products and reductions. Dimensions count from the outermost, or from the innermost with −1.
extension TorchTensor {
    /// The identity matrix [count, count] on the device of another tensor.
    public static func identity(_ count: Int, like other: TorchTensor) -> TorchTensor {
        tiledIdentity(count, times: 1, like: other)
    }

    /// The identity matrix repeated in both directions: [count · times, count · times].
    public static func tiledIdentity(_ count: Int, times: Int, like other: TorchTensor) -> TorchTensor {
        TorchTensor(torch_tiled_identity(Int64(count), Int64(times), other.reference))
    }

    /// The matrix product.
    public func matrixProduct(_ other: TorchTensor) -> TorchTensor {
        TorchTensor(torch_matrix_product(reference, other.reference))
    }

    /// Rows as columns: [M, N] to [N, M].
    public func transposed() -> TorchTensor { TorchTensor(torch_transpose(reference, 0, 1)) }

    /// The same elements under other extents.
    public func reshaped(to extents: [Int]) -> TorchTensor {
        let sizes = extents.map(Int64.init)
        return TorchTensor(torch_reshape(reference, sizes, Int32(sizes.count)))
    }

    /// A range of the outermost dimension.
    public func rows(_ range: Range<Int>) -> TorchTensor {
        TorchTensor(torch_rows(reference, Int64(range.lowerBound), Int64(range.count)))
    }

    /// Tensors side by side along a dimension.
    public static func concatenate(_ tensors: [TorchTensor], along dimension: Int = 0) -> TorchTensor {
        withExtendedLifetime(tensors) {
            let references: [torch_tensor_ref?] = tensors.map(\.reference)
            return TorchTensor(
                torch_concatenate(references, Int32(references.count), Int32(clamping: dimension))
            )
        }
    }

    /// The diagonal of a square matrix: [N, N] to [N].
    public func diagonal() -> TorchTensor { TorchTensor(torch_diagonal(reference)) }

    /// The sum of all elements.
    public func sum() -> TorchTensor { TorchTensor(torch_sum(reference)) }

    /// The mean of all elements.
    public func mean() -> TorchTensor { TorchTensor(torch_mean(reference)) }

    /// The sum over a dimension, which disappears.
    public func sum(along dimension: Int) -> TorchTensor {
        TorchTensor(torch_sum_along(reference, Int32(clamping: dimension)))
    }

    /// ln Σ eˣ over a dimension, which disappears.
    public func logSumExp(along dimension: Int) -> TorchTensor {
        TorchTensor(torch_log_sum_exp(reference, Int32(clamping: dimension)))
    }

    /// x − ln Σ eˣ over a dimension.
    public func logSoftmax(along dimension: Int) -> TorchTensor {
        TorchTensor(torch_log_softmax(reference, Int32(clamping: dimension)))
    }
}
