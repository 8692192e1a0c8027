import Tensors

/// The sizes of a residual network (He et al. 2016), with the stride of a bottleneck in its 3 × 3 layer as
/// torchvision has it.
public struct ResNetConfiguration: Codable, Sendable, Equatable {
    /// The building block.
    public enum Block: String, Codable, Sendable {
        /// Two 3 × 3 convolutions (ResNet-18 and -34).
        case basic
        /// 1 × 1, 3 × 3 and 1 × 1 convolutions, four times as many channels out as inside (ResNet-50).
        case bottleneck

        var expansion: Int { self == .basic ? 1 : 4 }
    }

    /// Side of the square input in pixels.
    public var resolution: Int
    /// The building block of every stage.
    public var block: Block
    /// Channels after the first convolution: 64 in the published networks.
    public var stemWidth: Int
    /// Blocks per stage: [2, 2, 2, 2] for ResNet-18, [3, 4, 6, 3] for ResNet-34 and -50.
    public var depths: [Int]
    /// Channels inside the blocks of each stage: [64, 128, 256, 512] in the published networks.
    public var widths: [Int]
    /// Added to the variance in every batch normalisation.
    public var batchNormEpsilon: Float

    /// Groups the sizes; they are checked when an encoder is built.
    public init(
        resolution: Int,
        block: Block,
        stemWidth: Int = 64,
        depths: [Int],
        widths: [Int] = [64, 128, 256, 512],
        batchNormEpsilon: Float = 1e-5
    ) {
        self.resolution = resolution
        self.block = block
        self.stemWidth = stemWidth
        self.depths = depths
        self.widths = widths
        self.batchNormEpsilon = batchNormEpsilon
    }

    /// Numbers in the pooled answer.
    var features: Int { (widths.last ?? 0) * block.expansion }

    /// Side of the last feature map.
    var mapSide: Int {
        let stem = Self.stemWindow.positions(along: resolution)
        return depths.dropFirst().reduce(Self.poolWindow.positions(along: stem)) { side, _ in
            Window(size: 3, stride: 2, padding: 1).positions(along: side)
        }
    }

    fileprivate static let stemWindow = Window(size: 7, stride: 2, padding: 3)
    fileprivate static let poolWindow = Window(size: 3, stride: 2, padding: 1)

    func validate() throws(EncoderError) {
        try requireRange(resolution, 1...2_048, "image.resolution")
        try requireRange(stemWidth, 1...1_024, "image.stemWidth")
        try requireRange(depths.count, 1...8, "the number of image.depths")
        guard widths.count == depths.count else {
            throw .invalidConfiguration(
                field: "image.widths",
                value: "\(widths)",
                remedy: "Give one width for each of the \(depths.count) depths."
            )
        }
        for depth in depths { try requireRange(depth, 1...128, "image.depths") }
        for width in widths { try requireRange(width, 1...4_096, "image.widths") }
        guard batchNormEpsilon > 0, batchNormEpsilon < 1 else {
            throw .invalidConfiguration(
                field: "image.batchNormEpsilon",
                value: "\(batchNormEpsilon)",
                remedy: "Give the small positive number the model was trained with, such as 1e-5."
            )
        }
    }
}

/// A convolution with its batch normalisation, as everything in a residual network is.
private struct ConvolutionUnit<Backend: TensorBackend>: Sendable {
    let weights: Backend.ConvolutionWeights

    init(
        _ scope: ParameterScope<Backend>,
        inputs: Int,
        outputs: Int,
        window: Window,
        epsilon: Float
    ) throws(EncoderError) {
        let norm = scope["norm"]
        weights = scope.backend.convolutionWeights(
            weight: try scope.parameter("weight", outputs, inputs, window.size, window.size),
            normalization: BatchNormParameters(
                weight: try norm.parameter("weight", outputs),
                bias: try norm.parameter("bias", outputs),
                mean: try norm.parameter("mean", outputs),
                variance: try norm.parameter("variance", outputs),
                epsilon: epsilon
            ),
            window: window
        )
    }

    func callAsFunction(
        _ x: Backend.Tensor,
        activation: Activation = .relu,
        adding residual: Backend.Tensor? = nil,
        on backend: Backend
    ) -> Backend.Tensor {
        backend.convolution(x, weights, activation: activation, adding: residual)
    }
}

/// A residual block: relu(shortcut(x) + convolutions(x)).
private struct ResidualBlock<Backend: TensorBackend>: Sendable {
    let convolutions: [ConvolutionUnit<Backend>]
    let shortcut: ConvolutionUnit<Backend>?

    init(
        _ scope: ParameterScope<Backend>,
        _ configuration: ResNetConfiguration,
        inputs: Int,
        width: Int,
        stride: Int
    ) throws(EncoderError) {
        let outputs = width * configuration.block.expansion
        let plan: [(inputs: Int, outputs: Int, window: Window)] =
            switch configuration.block {
            case .basic:
                [
                    (inputs, width, Window(size: 3, stride: stride, padding: 1)),
                    (width, width, Window(size: 3, stride: 1, padding: 1)),
                ]
            case .bottleneck:
                [
                    (inputs, width, Window(size: 1)),
                    (width, width, Window(size: 3, stride: stride, padding: 1)),
                    (width, outputs, Window(size: 1)),
                ]
            }
        var units: [ConvolutionUnit<Backend>] = []
        for (index, step) in plan.enumerated() {
            units.append(
                try ConvolutionUnit(
                    scope["convolution\(index + 1)"],
                    inputs: step.inputs,
                    outputs: step.outputs,
                    window: step.window,
                    epsilon: configuration.batchNormEpsilon
                )
            )
        }
        convolutions = units
        shortcut =
            stride == 1 && inputs == outputs
            ? nil
            : try ConvolutionUnit(
                scope["shortcut"],
                inputs: inputs,
                outputs: outputs,
                window: Window(size: 1, stride: stride),
                epsilon: configuration.batchNormEpsilon
            )
    }

    func callAsFunction(_ input: Backend.Tensor, on backend: Backend) -> Backend.Tensor {
        let identity = shortcut?(input, activation: .identity, on: backend) ?? input
        var x = input
        for convolution in convolutions.dropLast() {
            x = convolution(x, on: backend)
        }
        return convolutions[convolutions.count - 1](x, adding: identity, on: backend)
    }
}

/// A residual network whose answer is its last feature map.
struct ResNet<Backend: TensorBackend>: Sendable {
    private let stem: ConvolutionUnit<Backend>
    private let blocks: [ResidualBlock<Backend>]

    init(_ configuration: ResNetConfiguration, _ scope: ParameterScope<Backend>) throws(EncoderError) {
        try configuration.validate()
        stem = try ConvolutionUnit(
            scope["stem"],
            inputs: 3,
            outputs: configuration.stemWidth,
            window: ResNetConfiguration.stemWindow,
            epsilon: configuration.batchNormEpsilon
        )
        var channels = configuration.stemWidth
        var blocks: [ResidualBlock<Backend>] = []
        for (stage, depth) in configuration.depths.enumerated() {
            for index in 0..<depth {
                blocks.append(
                    try ResidualBlock(
                        scope["stage\(stage + 1)"]["\(index)"],
                        configuration,
                        inputs: channels,
                        width: configuration.widths[stage],
                        stride: stage > 0 && index == 0 ? 2 : 1
                    )
                )
                channels = configuration.widths[stage] * configuration.block.expansion
            }
        }
        self.blocks = blocks
    }

    /// [B, 3, R, R] to [B, features, side, side].
    func map(_ images: Backend.Tensor, on backend: Backend) -> Backend.Tensor {
        var x = backend.maxPool(stem(images, on: backend), ResNetConfiguration.poolWindow)
        for block in blocks {
            x = block(x, on: backend)
        }
        return x
    }
}
