public import Torch

/// The similarity of a positive image–text pair that no longer pulls once it is high enough (Jang, Kyung et al.
/// 2024, section Loss relaxation).
///
/// With cosine c, threshold t and slope α: σ(α(c − t)) from t up, c / 2t from 0 up to t, and c itself below 0. It is
/// continuous, ½ at t and 0 at 0.
public struct RelaxedSimilarity: Sendable, Equatable {
    /// t, in (0, 1).
    public let threshold: Double
    /// α, positive.
    public let slope: Double

    /// Names the two numbers; the paper's are 0.5 and 10.
    public init(threshold: Double, slope: Double) {
        self.threshold = threshold
        self.slope = slope
    }

    /// The similarities of cosines of any shape; gradients follow the branch taken.
    public func callAsFunction(_ cosines: TorchTensor) -> TorchTensor {
        let upper = ((cosines - threshold) * slope).sigmoid()
        let middle = cosines * (1 / (2 * threshold))
        return cosines.choose(
            atLeast: threshold,
            upper,
            else: cosines.choose(atLeast: 0, middle, else: cosines)
        )
    }
}
