import Tensors

/// A Swin transformer (Liu et al. 2021): attention within windows that shift by half from layer to layer, on maps that
/// shrink from stage to stage.
struct SwinTransformer<Backend: TensorBackend>: Sendable {
    private let configuration: SwinConfiguration
    private let patchEmbedding: Backend.LinearWeights
    private let inputNorm: Backend.LayerNormWeights
    private let stages: [SwinStage<Backend>]
    private let outputNorm: Backend.LayerNormWeights

    init(_ configuration: SwinConfiguration, _ scope: ParameterScope<Backend>) throws(EncoderError) {
        try configuration.validate()
        self.configuration = configuration
        let epsilon = configuration.layerNormEpsilon
        patchEmbedding = try scope.linear(
            "patchEmbedding",
            inputs: 3 * configuration.patchSize * configuration.patchSize,
            outputs: configuration.width
        )
        inputNorm = try scope.layerNorm("inputNorm", width: configuration.width, epsilon: epsilon)
        var stages: [SwinStage<Backend>] = []
        for stage in configuration.depths.indices {
            stages.append(try SwinStage(configuration, stage, scope["stages"]["\(stage)"]))
        }
        self.stages = stages
        outputNorm = try scope.layerNorm("outputNorm", width: configuration.features, epsilon: epsilon)
    }

    /// [B, 3, R, R] to [B, D].
    func callAsFunction(_ images: Backend.Tensor, batch: Int, on backend: Backend) -> Backend.Tensor {
        let patches = backend.patches(images, size: configuration.patchSize)
        var x = backend.layerNorm(backend.linear(patches, patchEmbedding), inputNorm)
        for stage in stages {
            x = stage(x, batch: batch, on: backend)
        }
        switch configuration.pooling {
        case .firstToken:
            let corners = backend.tokens(x, at: [Int](repeating: 0, count: batch))
            return backend.layerNorm(corners, outputNorm)
        case .average:
            let side = configuration.side(ofStage: configuration.depths.count - 1)
            return backend.averageTokens(
                backend.layerNorm(x, outputNorm),
                lengths: [Int](repeating: side * side, count: batch)
            )
        }
    }
}

/// The layers of one stage, then the merging that makes the next stage's map, but after the last stage.
private struct SwinStage<Backend: TensorBackend>: Sendable {
    let layers: [SwinLayer<Backend>]
    let merging: PatchMerging<Backend>?

    init(
        _ configuration: SwinConfiguration,
        _ stage: Int,
        _ scope: ParameterScope<Backend>
    ) throws(EncoderError) {
        let sizes = configuration.layers(ofStage: stage)
        let (side, window) = (configuration.side(ofStage: stage), configuration.window)
        var layers: [SwinLayer<Backend>] = []
        for index in 0..<sizes.layers {
            // A map of a single window has nothing to shift.
            let shift = index % 2 == 1 && side > window ? window / 2 : 0
            let windows = ShiftedWindows(side: side, window: window, shift: shift)
            layers.append(try SwinLayer(sizes, windows, scope["layers"]["\(index)"]))
        }
        self.layers = layers
        merging =
            stage == configuration.depths.count - 1
            ? nil : try PatchMerging(side: side, sizes: sizes, scope["merging"])
    }

    func callAsFunction(_ input: Backend.Tensor, batch: Int, on backend: Backend) -> Backend.Tensor {
        var x = input
        for layer in layers {
            x = layer(x, batch: batch, on: backend)
        }
        return merging?(x, batch: batch, on: backend) ?? x
    }
}

/// A transformer layer whose attention stays within windows.
private struct SwinLayer<Backend: TensorBackend>: Sendable {
    let layer: TransformerLayer<Backend>
    let windows: AttentionWindows<Backend>
    let tokens: Int
    let width: Int

    init(
        _ sizes: TransformerSizes,
        _ windows: ShiftedWindows,
        _ scope: ParameterScope<Backend>
    ) throws(EncoderError) {
        layer = try TransformerLayer(scope, sizes: sizes, order: .before)
        let bias = scope.backend.attentionBias(
            table: try scope["attention"].parameter(
                "positionBias",
                ShiftedWindows.offsetCount(window: windows.window),
                sizes.heads
            ),
            offsets: windows.offsets,
            regions: windows.regions
        )
        let order = windows.order
        self.windows = AttentionWindows(tokens: windows.window * windows.window, order: order, bias: bias)
        (tokens, width) = (order.count, sizes.width)
    }

    /// [B, T, D] to [B, T, D].
    func callAsFunction(_ x: Backend.Tensor, batch: Int, on backend: Backend) -> Backend.Tensor {
        let shape = Shape(batch, tokens, width)
        let attended = backend.selfAttention(x, layer.attention, windows: windows, shape: shape)
        return backend.perceptron(attended, layer.perceptron)
    }
}

/// Four neighbouring tokens side by side, normalised and halved in width (Liu et al. 2021, §3.1).
private struct PatchMerging<Backend: TensorBackend>: Sendable {
    let norm: Backend.LayerNormWeights
    let reduction: Backend.LinearWeights
    let width: Int
    let order: [Int32]

    init(side: Int, sizes: TransformerSizes, _ scope: ParameterScope<Backend>) throws(EncoderError) {
        width = 4 * sizes.width
        norm = try scope.layerNorm("norm", width: width, epsilon: sizes.layerNormEpsilon)
        reduction = try scope.linear("reduction", inputs: width, outputs: width / 2, hasBias: false)
        let half = side / 2
        order = (0..<half * half).flatMap { place in
            let corner = 2 * (place / half * side + place % half)
            // Down before right, as the published code has it.
            return [corner, corner + side, corner + 1, corner + side + 1].map(Int32.init)
        }
    }

    /// [B, T, D] to [B, T/4, 2D].
    func callAsFunction(_ x: Backend.Tensor, batch: Int, on backend: Backend) -> Backend.Tensor {
        let merged = backend.rearrange(x, order: order, shape: Shape(batch, order.count / 4, width))
        return backend.linear(backend.layerNorm(merged, norm), reduction)
    }
}
