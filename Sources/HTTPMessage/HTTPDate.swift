/// Spells dates as HTTP wants them.
public enum HTTPDate {
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// IMF-fixdate (RFC 9110 section 5.6.7) of seconds since 1970-01-01 00:00 UTC, 0 or later:
    /// `Sun, 06 Nov 1994 08:49:37 GMT`.
    public static func string(secondsSince1970 seconds: Int) -> String {
        let (days, second) = max(seconds, 0).quotientAndRemainder(dividingBy: 86_400)
        let (year, month, day) = civilDate(days)
        let clock = [second / 3600, second / 60 % 60, second % 60].map(twoDigits).joined(separator: ":")
        return "\(weekdays[days % 7]), \(twoDigits(day)) \(months[month]) \(year) \(clock) GMT"
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    /// Year, month 0…11 and day 1…31 of a day counted from 1970-01-01.
    private static func civilDate(_ days: Int) -> (year: Int, month: Int, day: Int) {
        // Whole 400-year spans of 146,097 days go first, so that the loops below stay short.
        var year = 1970 + days / 146_097 * 400
        var rest = days % 146_097
        while rest >= dayCount(year: year) {
            rest -= dayCount(year: year)
            year += 1
        }
        var month = 0
        while rest >= dayCount(month: month, year: year) {
            rest -= dayCount(month: month, year: year)
            month += 1
        }
        return (year, month, rest + 1)
    }

    private static func dayCount(year: Int) -> Int {
        isLeap(year) ? 366 : 365
    }

    private static func dayCount(month: Int, year: Int) -> Int {
        switch month {
        case 1: isLeap(year) ? 29 : 28
        case 3, 5, 8, 10: 30
        default: 31
        }
    }

    private static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }
}
