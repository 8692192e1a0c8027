import Tensors

/// Matrix products of given sizes on memory of their own.
final class PlainProducts {
    private let sizes: [MatrixProduct.Size]
    private let input: [Float]
    private let weights: [[Float]]
    private var output: [Float]

    /// The linear layers of a ViT-B/16 for one image.
    static var ofVisionTransformer: PlainProducts {
        let layer = [
            MatrixProduct.Size(rows: 197, columns: 2_304, inner: 768),
            MatrixProduct.Size(rows: 197, columns: 768, inner: 768),
            MatrixProduct.Size(rows: 197, columns: 3_072, inner: 768),
            MatrixProduct.Size(rows: 197, columns: 768, inner: 3_072),
        ]
        let patches = MatrixProduct.Size(rows: 196, columns: 768, inner: 768)
        return PlainProducts([patches] + (0..<12).flatMap { _ in layer })
    }

    init(_ sizes: [MatrixProduct.Size]) {
        self.sizes = sizes
        input = [Float](repeating: 0.5, count: sizes.map { $0.rows * $0.inner }.max() ?? 0)
        weights = sizes.map { [Float](repeating: 0.25, count: $0.columns * $0.inner) }
        output = [Float](repeating: 0, count: sizes.map { $0.rows * $0.columns }.max() ?? 0)
    }

    func run() {
        for (size, weight) in zip(sizes, weights) {
            output.withUnsafeMutableBufferPointer { output in
                guard let base = output.baseAddress else { return }
                MatrixProduct.plainLinear(input, weight, into: base, size: size)
            }
        }
    }
}
