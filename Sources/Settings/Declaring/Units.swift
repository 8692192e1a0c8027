/// The units of a quantity and how many of the smallest each is worth.
struct Units: Sendable {
    /// From the smallest to the largest.
    let worths: [(name: String, worth: Int)]
    /// What a number without a unit counts.
    let plainWorth: Int
    /// The largest unit that is written; larger ones are only read.
    let largestWritten: Int

    /// Without any unit.
    static let none = Units(worths: [], plainWorth: 1, largestWritten: 1)
    /// Bytes, in binary multiples only: whether MB is 10^6 or 2^20 is not left to be guessed.
    static let bytes = Units(
        worths: [("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40)],
        plainWorth: 1,
        largestWritten: 1 << 40
    )
    /// Pixels, in millions.
    static let pixels = Units(worths: [("MP", 1_000_000)], plainWorth: 1, largestWritten: 1_000_000)
    /// Milliseconds.
    static let time = Units(
        worths: [("ms", 1), ("s", 1_000), ("min", 60_000), ("h", 3_600_000)],
        plainWorth: 1_000,
        largestWritten: 1_000
    )

    /// A quantity in the largest unit that leaves no fraction.
    @Sendable func write(_ quantity: Int) -> String {
        let unit = worths.last { unit in
            unit.worth <= largestWritten && quantity != 0 && quantity.isMultiple(of: unit.worth)
        }
        guard let unit else { return "\(quantity)" }
        return "\(quantity / unit.worth)\(unit.name)"
    }
}

extension Int {
    /// Reads digits, at most one space, and a unit; nil for anything else and for what does not fit.
    init?(_ text: String, in units: Units) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits) else { return nil }
        var name = text.dropFirst(digits.count)
        if name.first == " " { name = name.dropFirst() }
        let worth: Int
        if text.count == digits.count {
            worth = units.plainWorth
        } else if let unit = units.worths.first(where: { $0.name == name }) {
            worth = unit.worth
        } else {
            return nil
        }
        let (quantity, overflow) = number.multipliedReportingOverflow(by: worth)
        guard !overflow else { return nil }
        self = quantity
    }
}
