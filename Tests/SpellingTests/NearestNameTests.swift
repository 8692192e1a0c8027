import Spelling
import Testing

/// The distances are counted by hand: letters put in, left out or replaced.
@Suite struct NearestNameTests {
    private let names = ["queue-length", "queue-wait", "port", "model"]

    @Test(arguments: [
        ("queue-lenght", "queue-length"), ("quee-wait", "queue-wait"), ("prot", "port"), ("modle", "model"),
        ("pport", "port"), ("mode", "model"),
    ])
    func findsANameWithOneOrTwoLettersWrong(written: String, meant: String) {
        #expect(NearestName.to(written, among: names) == meant)
    }

    @Test(arguments: ["QueueWait", "queue_wait", "QUEUE-WAIT"])
    func caseAndSeparatorsDoNotCount(written: String) {
        #expect(NearestName.to(written, among: names) == "queue-wait")
    }

    /// As many letters may be wrong as a third of what was written: three of nine, not four.
    @Test func aThirdOfTheLettersMayBeWrong() {
        #expect(NearestName.to("xxxuewait", among: names) == "queue-wait")
        #expect(NearestName.to("xxxxewait", among: names) == nil)
    }

    @Test(arguments: ["", "zz", "temperature"])
    func saysNothingWhereAllIsFarOff(written: String) {
        #expect(NearestName.to(written, among: names) == nil)
    }

    @Test func ofNoNamesNoneIsMeant() {
        #expect(NearestName.to("port", among: []) == nil)
    }

    @Test func aVeryLongTextTakesNoLongTime() {
        #expect(NearestName.to(String(repeating: "q", count: 1_000_000), among: names) == nil)
    }
}
