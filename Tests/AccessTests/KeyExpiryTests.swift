import Access
import Foundation
import Testing

@Suite struct KeyExpiryTests {
    /// The numbers are Python's `datetime(…, tzinfo=timezone.utc).timestamp()`.
    @Test(arguments: [("2027-01-31", 1_801_353_600.0), ("2028-02-29", 1_835_395_200.0)])
    func aDayMeansItsFirstMomentInUTC(text: String, seconds: Double) throws {
        #expect(try KeyExpiry(text).moment(from: noon) == Date(timeIntervalSince1970: seconds))
    }

    @Test(arguments: [("1d", 86_400.0), ("90d", 7_776_000.0), ("36500d", 3_153_600_000.0)])
    func aSpanCountsFromNow(text: String, seconds: Double) throws {
        #expect(try KeyExpiry(text).moment(from: noon) == noon.addingTimeInterval(seconds))
    }

    @Test(arguments: [
        "", "d", "0d", "-1d", "36501d", "99999999999999999999d", "1.5d", "90", "90 d", "90D", "tomorrow",
        "2027-1-31",
        "2027-02-29", "2027-02-31", "2027-13-01", "2027-00-10", "31.01.2027", "2027-01-31T00:00:00Z",
        " 2027-01-31",
        "2027-01-3١",
    ])
    func refusesWhatIsNeither(text: String) {
        #expect(throws: AccessError.invalidExpiry) { try KeyExpiry(text) }
    }
}
