/// The numbers that a key may have.
struct NumberRange: CustomStringConvertible {
    private let lower: Double
    private let upper: Double
    private let includesLower: Bool
    private let includesUpper: Bool

    private init(_ lower: Double, _ upper: Double, includesLower: Bool, includesUpper: Bool) {
        self.lower = lower
        self.upper = upper
        self.includesLower = includesLower
        self.includesUpper = includesUpper
    }

    static func from(_ lower: Double, through upper: Double) -> Self {
        Self(lower, upper, includesLower: true, includesUpper: true)
    }

    static func above(_ lower: Double, through upper: Double) -> Self {
        Self(lower, upper, includesLower: false, includesUpper: true)
    }

    static func above(_ lower: Double, below upper: Double) -> Self {
        Self(lower, upper, includesLower: false, includesUpper: false)
    }

    static func from(_ lower: Double, below upper: Double) -> Self {
        Self(lower, upper, includesLower: true, includesUpper: false)
    }

    func contains(_ value: Double) -> Bool {
        (includesLower ? value >= lower : value > lower) && (includesUpper ? value <= upper : value < upper)
    }

    var description: String {
        (includesLower ? "at least " : "more than ") + Self.text(lower)
            + (includesUpper ? " and at most " : " and less than ") + Self.text(upper)
    }

    private static func text(_ number: Double) -> String {
        Int(exactly: number).map(String.init) ?? "\(number)"
    }
}
