/// Why a profile cannot be used.
public enum AugmentationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A field is out of its range; the reason names the value and the range.
    case invalidProfile(field: String, reason: String)
    /// The side of the model's input is not positive or too large.
    case invalidSide(Int, maximum: Int)
    /// The mean or the deviation does not have three finite values, or a divisor or deviation is not positive.
    case invalidNormalization

    /// The cause and the remedy.
    public var description: String {
        switch self {
        case .invalidProfile(let field, let reason):
            "The augmentation's \(field) \(reason). Correct it in the recipe."
        case .invalidSide(let side, let maximum):
            "The model's input side is \(side) pixels, must be 1...\(maximum). Correct the model's description."
        case .invalidNormalization:
            "The normalisation needs three means, three positive deviations and a positive divisor. "
                + "Correct the model's description."
        }
    }
}
