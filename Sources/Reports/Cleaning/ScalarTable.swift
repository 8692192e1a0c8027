/// A value for every character, most of them the same, fast for the characters below U+2600.
struct ScalarTable<Value: Sendable>: Sendable {
    private var low: [Value]
    private var high: [Unicode.Scalar: Value] = [:]
    private let usual: Value

    /// The characters that are stored by position: Latin, Greek, Cyrillic, punctuation and box drawing.
    static var positions: Range<UInt32> { 0..<0x2600 }

    init(filledWith value: Value) {
        usual = value
        low = Array(repeating: value, count: Self.positions.count)
    }

    subscript(scalar: Unicode.Scalar) -> Value {
        get { scalar.value < Self.positions.upperBound ? low[Int(scalar.value)] : high[scalar] ?? usual }
        set {
            if scalar.value < Self.positions.upperBound {
                low[Int(scalar.value)] = newValue
            } else {
                high[scalar] = newValue
            }
        }
    }
}
