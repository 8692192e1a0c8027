/// What follows a linear layer or a convolution, element by element.
public enum Activation: String, Sendable, Codable {
    case identity
    case relu
    /// x Φ(x) with the error function (Hendrycks & Gimpel 2016).
    case gelu
    /// x σ(1.702 x), the variant that OpenAI's CLIP was trained with.
    case quickGELU
}

/// Which positions an attention layer may look at.
public enum AttentionMask: Sendable, Equatable {
    /// Every position sees every position.
    case none
    /// A position sees itself and the ones before it.
    case causal
    /// Sequence b of the batch has `lengths[b]` real positions; the rest are padding that nobody sees
    /// and whose own rows come out as zero.
    case lengths([Int])
}

/// A square window moved over an image.
public struct Window: Sendable, Equatable {
    /// Side, step and border of zeros, in pixels.
    public let size: Int, stride: Int, padding: Int

    /// Makes a window of `size` × `size`.
    public init(size: Int, stride: Int = 1, padding: Int = 0) {
        self.size = size
        self.stride = stride
        self.padding = padding
    }

    /// How many positions the window takes along an extent.
    public func positions(along extent: Int) -> Int {
        (extent + 2 * padding - size) / stride + 1
    }
}

/// The tensors of a batch normalisation layer, each of shape [channels].
public struct BatchNormParameters: Sendable {
    /// γ and β of Ioffe & Szegedy 2015.
    public let weight: Parameter, bias: Parameter
    /// The running statistics that inference uses.
    public let mean: Parameter, variance: Parameter
    /// Added to the variance.
    public let epsilon: Float

    /// Groups the four tensors of one layer.
    public init(weight: Parameter, bias: Parameter, mean: Parameter, variance: Parameter, epsilon: Float) {
        self.weight = weight
        self.bias = bias
        self.mean = mean
        self.variance = variance
        self.epsilon = epsilon
    }
}

/// The operations that the encoders are written in. A backend that serves may fuse and pack; one that
/// trains keeps gradients. Shapes: B batch, T positions, D width, C channels, H height, W image width.
public protocol TensorBackend {
    /// An immutable array of float32 numbers.
    associatedtype Tensor: Sendable
    /// A weight [out, in] and a bias [out], prepared for ``linear(_:_:activation:adding:)``.
    associatedtype LinearWeights: Sendable
    /// A filter bank prepared for ``convolution(_:_:activation:adding:)``, with its normalisation.
    associatedtype ConvolutionWeights: Sendable
    /// The scale and shift of a layer normalisation.
    associatedtype LayerNormWeights: Sendable
    /// What ``attention(_:heads:bias:)`` adds to its scores.
    associatedtype AttentionBias: Sendable

    // MARK: Parameters

    /// Prepares a weight of shape [out, in].
    func linearWeights(weight: Parameter, bias: Parameter?) -> LinearWeights
    /// Prepares filters [out, in, size, size] followed by a batch normalisation.
    func convolutionWeights(
        weight: Parameter,
        normalization: BatchNormParameters,
        window: Window
    ) -> ConvolutionWeights
    /// Prepares the scale and shift [D].
    func layerNormWeights(weight: Parameter, bias: Parameter, epsilon: Float) -> LayerNormWeights
    /// Prepares biases that depend on where two of `tokens` positions lie to each other (Liu et al. 2021, eq. 4).
    ///
    /// - Parameters:
    ///   - table: One bias for each offset and head: [offsets, heads].
    ///   - offsets: The row of the table for each query and key: tokens² numbers.
    ///   - regions: Empty, or for the sequences of a batch in turn the region of each token: tokens of different
    ///     regions get −100 besides.
    func attentionBias(table: Parameter, offsets: [Int32], regions: [[Int32]]) -> AttentionBias
    /// A trained table as it is: token embeddings [V, D], position embeddings [T, D].
    func tensor(_ parameter: Parameter) -> Tensor

    // MARK: Values in and out

    /// A tensor holding a copy of row-major values.
    func tensor(_ values: UnsafeBufferPointer<Float>, shape: Shape) -> Tensor
    /// The values, row-major.
    func floats(_ tensor: Tensor) -> [Float]

    // MARK: Layers

    /// activation(x Wᵀ + b) + residual over the innermost dimension: [..., in] to [..., out].
    func linear(
        _ x: Tensor,
        _ weights: LinearWeights,
        activation: Activation,
        adding residual: Tensor?
    ) -> Tensor
    /// Layer normalisation over the innermost dimension (Ba et al. 2016).
    func layerNorm(_ x: Tensor, _ weights: LayerNormWeights) -> Tensor
    /// Scaled dot-product attention (Vaswani et al. 2017, eq. 1) of `heads` heads:
    /// [B, T, 3D] (query, key, value side by side) to [B, T, D].
    func attention(_ queryKeyValue: Tensor, heads: Int, mask: AttentionMask) -> Tensor
    /// Scaled dot-product attention whose scores get a bias before the softmax: [B, T, 3D] to [B, T, D].
    func attention(_ queryKeyValue: Tensor, heads: Int, bias: AttentionBias) -> Tensor
    /// x + output(activation(hidden(x))), normalised before or after: [..., D] to [..., D].
    func perceptron(_ x: Tensor, _ block: PerceptronBlock<Self>) -> Tensor
    /// x + output(attention(queryKeyValue(x))), normalised before or after: [B, T, D] to [B, T, D].
    func selfAttention(_ x: Tensor, _ block: AttentionBlock<Self>, mask: AttentionMask) -> Tensor
    /// The same within windows of a map of tokens, for x of the given shape [B, T, D].
    func selfAttention(
        _ x: Tensor,
        _ block: AttentionBlock<Self>,
        windows: AttentionWindows<Self>,
        shape: Shape
    ) -> Tensor
    /// activation(norm(x ∗ filters) + residual): [B, C, H, W] to [B, out, H', W'].
    ///
    /// The answer may take the place of the residual, which is not to be used afterwards.
    func convolution(
        _ x: Tensor,
        _ weights: ConvolutionWeights,
        activation: Activation,
        adding residual: Tensor?
    ) -> Tensor
    /// The maximum in each window: [B, C, H, W] to [B, C, H', W'].
    func maxPool(_ x: Tensor, _ window: Window) -> Tensor
    /// The mean over the image: [B, C, H, W] to [B, C].
    func averagePool(_ x: Tensor) -> Tensor

    // MARK: Tokens

    /// Non-overlapping squares of an image: [B, C, H, W] to [B, (H/size)(W/size), C·size²], each patch in
    /// the order channel, row, column.
    func patches(_ x: Tensor, size: Int) -> Tensor
    /// Rows of a table: B·T row numbers to [B, T, D].
    ///
    /// - Precondition: every number is a row of the table.
    func lookUp(_ rows: [Int32], in table: Tensor, batch: Int) -> Tensor
    /// Puts one more token [D] before each sequence: [B, T, D] to [B, T+1, D].
    func prepend(_ token: Tensor, to x: Tensor) -> Tensor
    /// x[b] + y for each b: [B, T, D] and [T', D] with T' ≥ T.
    func add(_ x: Tensor, perSequence y: Tensor) -> Tensor
    /// One token of each sequence: [B, T, D] to [B, D].
    func tokens(_ x: Tensor, at positions: [Int]) -> Tensor
    /// Tokens in another order: `order.count` tokens at a time, token i of the answer is token `order[i]`; the answer has
    /// as many numbers as x, in the given shape.
    ///
    /// - Precondition: `order` is a permutation of its indices, and its count divides the number of tokens in x.
    func rearrange(_ x: Tensor, order: [Int32], shape: Shape) -> Tensor
    /// The mean of the first `lengths[b]` tokens of each sequence: [B, T, D] to [B, D].
    func averageTokens(_ x: Tensor, lengths: [Int]) -> Tensor
    /// The mean of tensors of one shape, element by element.
    ///
    /// - Precondition: there is at least one.
    func average(_ tensors: [Tensor]) -> Tensor
    /// Each row divided by its Euclidean length: [B, D].
    func l2Normalize(_ x: Tensor) -> Tensor
}

extension TensorBackend {
    /// x Wᵀ + b.
    public func linear(_ x: Tensor, _ weights: LinearWeights) -> Tensor {
        linear(x, weights, activation: .identity, adding: nil)
    }

    /// activation(x Wᵀ + b).
    public func linear(_ x: Tensor, _ weights: LinearWeights, activation: Activation) -> Tensor {
        linear(x, weights, activation: activation, adding: nil)
    }

    /// x Wᵀ + b + residual.
    public func linear(_ x: Tensor, _ weights: LinearWeights, adding residual: Tensor) -> Tensor {
        linear(x, weights, activation: .identity, adding: residual)
    }
}
