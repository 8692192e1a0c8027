internal import COpenBLAS

/// A row-major matrix inside a larger array.
struct Matrix {
    let base: UnsafePointer<Float>
    let stride: Int

    init(_ base: UnsafePointer<Float>, stride: Int) {
        self.base = base
        self.stride = stride
    }

    init(_ base: UnsafeMutablePointer<Float>, stride: Int) {
        self.init(UnsafePointer(base), stride: stride)
    }
}

/// The only caller of OpenBLAS.
package enum MatrixProduct {
    /// The extents of one product.
    package struct Size: Sendable {
        package let rows: Int, columns: Int, inner: Int

        package init(rows: Int, columns: Int, inner: Int) {
            self.rows = rows
            self.columns = columns
            self.inner = inner
        }
    }

    /// Turns OpenBLAS's own threads off: requests are spread over the cores by this program, and
    /// concurrent products would otherwise wait for each other inside the library.
    static func keepLibrarySingleThreaded() { _ = singleThreaded }

    private static let singleThreaded: Void = openblas_set_num_threads(1)

    /// out[rows, columns] = a[rows, inner] · b[columns, inner]ᵀ.
    static func multiply(
        _ a: Matrix,
        transposed b: Matrix,
        into out: UnsafeMutablePointer<Float>,
        stride: Int,
        size: Size
    ) {
        cblas_sgemm(
            CblasRowMajor,
            CblasNoTrans,
            CblasTrans,
            Int32(size.rows),
            Int32(size.columns),
            Int32(size.inner),
            1,
            a.base,
            Int32(a.stride),
            b.base,
            Int32(b.stride),
            0,
            out,
            Int32(stride)
        )
    }

    /// out[rows, columns] = a[rows, inner] · b[inner, columns].
    static func multiply(
        _ a: Matrix,
        _ b: Matrix,
        into out: UnsafeMutablePointer<Float>,
        stride: Int,
        size: Size
    ) {
        cblas_sgemm(
            CblasRowMajor,
            CblasNoTrans,
            CblasNoTrans,
            Int32(size.rows),
            Int32(size.columns),
            Int32(size.inner),
            1,
            a.base,
            Int32(a.stride),
            b.base,
            Int32(b.stride),
            0,
            out,
            Int32(stride)
        )
    }

    /// A plain product of the shape that a linear layer has, for measuring what the library can do alone.
    package static func plainLinear(
        _ input: UnsafePointer<Float>,
        _ weight: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>,
        size: Size
    ) {
        multiply(
            Matrix(input, stride: size.inner),
            transposed: Matrix(weight, stride: size.inner),
            into: out,
            stride: size.columns,
            size: size
        )
    }
}
