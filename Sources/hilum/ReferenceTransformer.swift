import Encoders
import Tensors

/// The sizes of OpenAI's ViT-B/16 with made-up weights, for timing.
struct ReferenceTransformer: ParameterSource {
    let configuration = ImageEncoderConfiguration.visionTransformer(
        VisionTransformerConfiguration(
            resolution: 224,
            patchSize: 16,
            transformer: TransformerSizes(
                width: 768,
                layers: 12,
                heads: 12,
                hiddenWidth: 3_072,
                activation: .quickGELU,
                layerNormEpsilon: 1e-5
            ),
            normalizesInput: true,
            patchBias: false
        )
    )

    /// Rows, columns and inner extent of each linear layer for one image.
    let linearLayers: [MatrixProduct.Size] =
        [MatrixProduct.Size(rows: 196, columns: 768, inner: 768)]
        + (0..<12).flatMap { _ in
            [
                MatrixProduct.Size(rows: 197, columns: 2_304, inner: 768),
                MatrixProduct.Size(rows: 197, columns: 768, inner: 768),
                MatrixProduct.Size(rows: 197, columns: 3_072, inner: 768),
                MatrixProduct.Size(rows: 197, columns: 768, inner: 3_072),
            ]
        }

    /// Floating-point operations of one image: the linear layers, and the scores and sums of attention.
    var operations: Double {
        linearLayers.reduce(0) { $0 + $1.operations } + 12 * 2 * 2 * 197 * 197 * 768
    }

    func parameter(_ name: String, extents: [Int]) throws(EncoderError) -> Parameter {
        var state: UInt32 = 1
        let values = (0..<extents.reduce(1, *)).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return (Float(state >> 8) / Float(1 << 24) - 0.5) * 0.05
        }
        return Parameter(values, extents: extents)
    }
}

/// Matrix products of given sizes on memory of their own.
final class PlainProducts {
    private let sizes: [MatrixProduct.Size]
    private let input: [Float]
    private let weights: [[Float]]
    private var output: [Float]

    init(_ sizes: [MatrixProduct.Size]) {
        self.sizes = sizes
        input = [Float](repeating: 0.5, count: sizes.map { $0.rows * $0.inner }.max() ?? 0)
        weights = sizes.map { [Float](repeating: 0.25, count: $0.columns * $0.inner) }
        output = [Float](repeating: 0, count: sizes.map { $0.rows * $0.columns }.max() ?? 0)
    }

    var operations: Double { sizes.reduce(0) { $0 + $1.operations } }

    func run() {
        for (size, weight) in zip(sizes, weights) {
            output.withUnsafeMutableBufferPointer { output in
                guard let base = output.baseAddress else { return }
                MatrixProduct.plainLinear(input, weight, into: base, size: size)
            }
        }
    }
}
