import ArgumentParser
import Encoders
import Tensors

/// An encoder of published size with made-up weights, for timing: what it multiplies does not change how long it takes.
enum BenchmarkEncoder: String, CaseIterable, ExpressibleByArgument {
    case vitB16 = "vit-b16"
    case vitB32 = "vit-b32"
    case resNet50 = "resnet-50"
    case swinTiny = "swin-tiny"
    case bertBase = "bert-base"

    /// Side of the images.
    static let resolution = 224
    /// Tokens of each text.
    static let tokens = 16

    /// Nil for the text encoder.
    var imageConfiguration: ImageEncoderConfiguration? {
        switch self {
        case .vitB16: .visionTransformer(Self.visionTransformer(patchSize: 16))
        case .vitB32: .visionTransformer(Self.visionTransformer(patchSize: 32))
        case .resNet50:
            .resNet(
                ResNetConfiguration(resolution: Self.resolution, block: .bottleneck, depths: [3, 4, 6, 3])
            )
        case .swinTiny: .swin(SwinConfiguration(resolution: Self.resolution))
        case .bertBase: nil
        }
    }

    private static func visionTransformer(patchSize: Int) -> VisionTransformerConfiguration {
        VisionTransformerConfiguration(
            resolution: resolution,
            patchSize: patchSize,
            transformer: base(activation: .quickGELU, layerNormEpsilon: 1e-5),
            normalizesInput: true,
            patchBias: false
        )
    }

    private static func base(activation: Activation, layerNormEpsilon: Float) -> TransformerSizes {
        TransformerSizes(
            width: 768,
            layers: 12,
            heads: 12,
            hiddenWidth: 3_072,
            activation: activation,
            layerNormEpsilon: layerNormEpsilon
        )
    }

    /// Builds the encoder; the answer encodes `batch` images or texts each time that it is called.
    func prepared(plan: PrecisionPlan, batch: Int, threads: Int) throws -> () throws -> Void {
        let loader = CPUBackend(threads: threads, plan: plan)
        let backend = CPUBackend(threads: threads)
        guard let imageConfiguration else {
            let configuration = BERTConfiguration(
                vocabulary: 30_522,
                positions: 512,
                transformer: Self.base(activation: .gelu, layerNormEpsilon: 1e-12),
                pooling: .firstToken
            )
            let encoder = try TextEncoder(
                .bert(configuration),
                projection: nil,
                from: MadeUpWeights(),
                on: loader
            )
            let texts = (0..<batch).map { text -> [Int32] in
                let first = Int32(100 + text)
                return [Int32](first..<first + Int32(Self.tokens))
            }
            return { _ = try encoder.embed(texts, on: backend) }
        }
        let pixels = (0..<batch * 3 * Self.resolution * Self.resolution).map { Float($0 % 251) / 125 - 1 }
        func encoder(on loader: CPUBackend) throws -> ImageEncoder<CPUBackend> {
            try ImageEncoder(imageConfiguration, projection: nil, from: MadeUpWeights(), on: loader)
        }
        func embed(with encoder: ImageEncoder<CPUBackend>, on backend: CPUBackend) throws {
            try pixels.withUnsafeBufferPointer { _ = try encoder.embed($0, batch: batch, on: backend) }
        }
        var ranges: RangesByName = [:]
        if plan.precision == .int8, case .resNet = imageConfiguration {
            // A package brings what its convolutions read and answer; here they are watched once in float32.
            let observer = RangeObserver()
            let watching = CPUBackend(threads: threads)
            watching.observer = observer
            try embed(with: encoder(on: watching), on: watching)
            ranges = observer.ranges
        }
        let prepared = try encoder(on: CPUBackend(threads: threads, plan: plan, ranges: ranges))
        return { try embed(with: prepared, on: backend) }
    }
}

/// Small numbers for every tensor that an encoder asks for.
struct MadeUpWeights: ParameterSource {
    func parameter(_ name: String, extents: [Int]) throws(EncoderError) -> Parameter {
        // A variance has to be positive, and a scale near one keeps numbers from growing layer by layer.
        let isScale = name.hasSuffix("variance") || (name.contains("orm") && name.hasSuffix("weight"))
        var state: UInt32 = 1
        let values = (0..<extents.reduce(1, *)).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            let number = (Float(state >> 8) / Float(1 << 24) - 0.5) * 0.05
            return isScale ? 1 + number : number
        }
        return Parameter(values, extents: extents).named(name)
    }
}
