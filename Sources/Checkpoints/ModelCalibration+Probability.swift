import Foundation

extension ModelCalibration.Label {
    /// The calibrated probability, 1 / (1 + exp(−(slope · (positive − negative) + intercept))), of two cosines.
    public func probability(positiveSimilarity: Float, negativeSimilarity: Float) -> Float {
        let difference = Double(positiveSimilarity) - Double(negativeSimilarity)
        return Float(1 / (1 + exp(-(slope * difference + intercept))))
    }
}
