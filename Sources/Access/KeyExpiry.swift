public import Foundation

/// When a key stops being accepted, as an operator writes it: a day such as `2027-01-31` or a span such as
/// `90d`.
public struct KeyExpiry: Sendable {
    private enum Form {
        case day(Date)
        case days(Int)
    }

    /// The longest span in days, a hundred years.
    public static let maximumDays = 36_500
    private static let secondsPerDay: TimeInterval = 86_400
    private let form: Form

    /// Reads a day of the Gregorian calendar, which stands for 00:00 UTC on that day, or a number of days.
    ///
    /// - Throws: ``AccessError/invalidExpiry`` where the text is neither.
    public init(_ text: String) throws(AccessError) {
        if text.hasSuffix("d") {
            let digits = text.dropLast()
            guard digits.utf8.count <= 5,
                digits.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
                let days = Int(digits), (1...Self.maximumDays).contains(days)
            else { throw .invalidExpiry }
            form = .days(days)
            return
        }
        let style = Date.ISO8601FormatStyle().year().month().day()
        // The parser takes 2027-02-31 for a day in March; what it read tells.
        guard text.utf8.count == 10, let day = try? style.parse(text), day.formatted(style) == text else {
            throw .invalidExpiry
        }
        form = .day(day)
    }

    /// The first moment at which a key made at `date` is refused.
    public func moment(from date: Date) -> Date {
        switch form {
        case .day(let day): return day
        case .days(let days): return date.addingTimeInterval(Double(days) * Self.secondsPerDay)
        }
    }
}
