import Checkpoints
import Encoders
import Foundation
import Reports
import Tensors
import Testing
import Torch

private let packageRoot = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// One definition of the encoders, two backends: the same weights give the same embeddings.
@Suite struct TwoBackendsTests {
    @Test func agreeOnTheEmbeddedModel() throws {
        let package = try ModelPackage(path: packageRoot.appending(path: "Models/hilum-open").path)
        let side = package.description.encoders.image.resolution
        let batch = 2
        let pixels = (0..<batch * 3 * side * side).map { Float(sin(Double($0) * 0.37)) }
        let texts = ["cardiomegaly", "no pleural effusion. there is a large left pneumothorax."]
            .map { package.tokenizer.encode($0).ids }

        let serving = CPUBackend(threads: 1)
        let training = TorchBackend()
        let served = try package.encoder(on: serving)
        let trained = try package.encoder(on: training)
        let images = try pixels.withUnsafeBufferPointer {
            (
                try served.embed(images: $0, batch: batch, on: serving),
                try trained.embed(images: $0, batch: batch, on: training)
            )
        }
        let words = (
            try served.embed(texts: texts, on: serving), try trained.embed(texts: texts, on: training)
        )
        try Torch.check()
        for (a, b) in zip(images.0 + words.0, images.1 + words.1) { #expect(cosine(a, b) >= 0.99999) }
    }

    @Test(arguments: Architecture.all)
    func agreeOnEveryArchitecture(_ architecture: Architecture) throws {
        let source = SpreadParameters()
        let serving = CPUBackend(threads: 1)
        let training = TorchBackend()
        let served = try DualEncoder(architecture.configuration, from: source, on: serving)
        let trained = try DualEncoder(architecture.configuration, from: source, on: training)
        let side = architecture.configuration.image.resolution
        // Waves of three lengths and heights, so that the images differ after any averaging.
        let pixels = (0..<3 * 3 * side * side).map { index in
            let image = Double(index / (3 * side * side))
            return Float(2 * image + (1 + image) * sin(Double(index) * (0.02 + image)))
        }
        let texts: [[Int32]] = [[1, 5, 9, 3], [2, 3], [7, 7, 8, 1, 4, 3]]
        let images = try pixels.withUnsafeBufferPointer {
            (
                try served.embed(images: $0, batch: 3, on: serving),
                try trained.embed(images: $0, batch: 3, on: training)
            )
        }
        let words = (
            try served.embed(texts: texts, on: serving), try trained.embed(texts: texts, on: training)
        )
        try Torch.check()
        for (a, b) in zip(images.0 + words.0, images.1 + words.1) {
            #expect(zip(a, b).allSatisfy { abs($0 - $1) < 2e-5 })
        }
        #expect(images.0[0] != images.0[1], "the inputs must make a difference")
    }

    @Test(arguments: Architecture.all)
    func everyParameterGetsAGradient(_ architecture: Architecture) throws {
        let backend = TorchBackend()
        backend.batchStatistics = .batchUpdatingRunning
        let encoder = try DualEncoder(architecture.configuration, from: SpreadParameters(), on: backend)
        let side = architecture.configuration.image.resolution
        let pixels = (0..<3 * 3 * side * side).map { Float(sin(Double($0) * 1.7)) }
        let image = try pixels.withUnsafeBufferPointer {
            backend.l2Normalize(try encoder.image.embed($0, batch: 3, on: backend))
        }
        let text = backend.l2Normalize(
            try encoder.text.embed([[1, 5, 9, 3], [2, 3], [7, 7, 8, 1, 4, 3]], on: backend)
        )
        image.matrixProduct(text.transposed()).logSoftmax(along: 1).diagonal().mean().backward()
        try Torch.check()
        for (name, leaf) in backend.parameters.trainable {
            let gradient = leaf.gradient.floats()
            #expect(gradient.contains { $0 != 0 }, "\(name)")
            #expect(gradient.allSatisfy { $0.isFinite }, "\(name)")
        }
    }

    @Test func halfPrecisionStaysCloseToSingle() throws {
        let configuration = Architecture.all[0].configuration
        let pixels = (0..<2 * 3 * 16 * 16).map { Float(sin(Double($0) * 1.7)) }
        let embeddings = try TorchBackend.Precision.allCases.map { precision in
            let backend = TorchBackend(precision: precision)
            let encoder = try DualEncoder(configuration, from: SpreadParameters(), on: backend)
            return try pixels.withUnsafeBufferPointer {
                try encoder.embed(images: $0, batch: 2, on: backend)
            }
        }
        try Torch.check()
        let agreement = cosine(embeddings[0][0], embeddings[1][0])
        // bfloat16 keeps 8 bits of a number.
        #expect(agreement > 0.999)
        #expect(agreement < 1)
    }
}

/// Numbers that depend on the name and the place only, of the size that trained ones have.
struct SpreadParameters: ParameterSource {
    func parameter(_ name: String, extents: [Int]) throws(EncoderError) -> Parameter {
        let seed = name.utf8.reduce(7) { ($0 &* 31 &+ Int($1)) % 65_521 }
        let count = extents.reduce(1, *)
        let fan = Double(extents.dropFirst().reduce(1, *))
        let isScale =
            name.hasSuffix("orm.weight") || name.hasSuffix("orm1.weight")
            || name.hasSuffix("orm2.weight") || name.hasSuffix("variance")
        let values = (0..<count).map { index in
            let wave = sin(Double(seed) + 12.9898 * Double(index) + 0.3 * Double(index % 7))
            return Float(isScale ? 1 + 0.3 * wave : 1.7 * wave / fan.squareRoot())
        }
        return Parameter(values, extents: extents)
    }
}

struct Architecture: Sendable, CustomStringConvertible {
    let description: String
    let configuration: DualEncoderConfiguration

    static let all = [
        Architecture(
            description: "vision transformer and CLIP text",
            configuration: DualEncoderConfiguration(
                image: .visionTransformer(
                    VisionTransformerConfiguration(
                        resolution: 16,
                        patchSize: 8,
                        transformer: sizes(.quickGELU),
                        normalizesInput: true,
                        patchBias: false
                    )
                ),
                text: .clip(
                    CLIPTextConfiguration(
                        vocabulary: 12,
                        positions: 8,
                        transformer: sizes(.quickGELU),
                        endOfText: 3
                    )
                ),
                projection: ProjectionConfiguration(dimensions: 12, bias: false)
            )
        ),
        Architecture(
            description: "residual network and BERT",
            configuration: DualEncoderConfiguration(
                image: .resNet(
                    ResNetConfiguration(
                        resolution: 33,
                        block: .bottleneck,
                        stemWidth: 4,
                        depths: [1, 1],
                        widths: [4, 6]
                    )
                ),
                text: .bert(
                    BERTConfiguration(
                        vocabulary: 12,
                        positions: 8,
                        transformer: sizes(.gelu),
                        pooling: .lastToken
                    )
                ),
                projection: ProjectionConfiguration(dimensions: 12, bias: true)
            )
        ),
        Architecture(
            description: "Swin transformer and BERT averaged over tokens and layers",
            configuration: DualEncoderConfiguration(
                image: .swin(
                    SwinConfiguration(
                        resolution: 32,
                        patchSize: 2,
                        width: 8,
                        depths: [2, 1],
                        heads: [2, 4],
                        window: 4,
                        pooling: .average
                    )
                ),
                text: .bert(
                    BERTConfiguration(
                        vocabulary: 12,
                        positions: 8,
                        transformer: sizes(.gelu),
                        pooling: .average,
                        pooledLayers: [1, 2]
                    )
                ),
                projection: ProjectionConfiguration(dimensions: 12, bias: false)
            )
        ),
        Architecture(
            description: "residual network projected by position and BERT with perceptrons",
            configuration: DualEncoderConfiguration(
                image: .resNetByPosition(
                    ResNetConfiguration(
                        resolution: 48,
                        block: .basic,
                        stemWidth: 4,
                        depths: [1, 1],
                        widths: [4, 6]
                    )
                ),
                text: .bert(
                    BERTConfiguration(
                        vocabulary: 12,
                        positions: 8,
                        transformer: sizes(.gelu),
                        pooling: .firstToken
                    )
                ),
                projection: ProjectionConfiguration(
                    dimensions: 12,
                    bias: true,
                    hidden: .init(width: 10, bias: true, activation: .relu)
                ),
                textProjection: ProjectionConfiguration(
                    dimensions: 12,
                    bias: false,
                    hidden: .init(width: 14, bias: false, activation: .gelu, layerNormEpsilon: 1e-6)
                )
            )
        ),
    ]

    private static func sizes(_ activation: Activation) -> TransformerSizes {
        TransformerSizes(
            width: 16,
            layers: 2,
            heads: 2,
            hiddenWidth: 24,
            activation: activation,
            layerNormEpsilon: 1e-5
        )
    }
}

private func cosine(_ a: [Float], _ b: [Float]) -> Double {
    func product(_ a: [Float], _ b: [Float]) -> Double {
        zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    return product(a, b) / (product(a, a) * product(b, b)).squareRoot()
}
