import Access
import Foundation
import Testing

@Suite struct KeyTextTests {
    private let secret = String(repeating: "aZ9", count: 14) + "b"

    @Test func consistsOfAPrefixAPublicIDAndASecret() throws {
        let key = KeyText()
        let parts = key.text.split(separator: "_")
        #expect(parts.count == 3 && parts[0] == "hilum" && parts[1].count == 10 && parts[2].count == 43)
        let read = try #require(KeyText(key.text))
        #expect(read.id == key.id && read.secret == key.secret)
    }

    /// log₂ 62⁴³ = 256.03.
    @Test func theSecretHasAtLeast256Bits() {
        #expect(Double(KeyText.secretLength) * log2(62) >= 256)
    }

    @Test func noTwoAreAlike() {
        let keys = (0..<1_000).map { _ in KeyText() }
        #expect(Set(keys.map(\.id)).count == 1_000 && Set(keys.map(\.secret)).count == 1_000)
    }

    @Test func theSecretUsesAll62CharactersAboutEquallyOften() {
        var counts: [Character: Int] = [:]
        for _ in 0..<2_000 {
            for character in KeyText().secret { counts[character, default: 0] += 1 }
        }
        // 86,000 characters: 1,387 of each, with a standard deviation of 37.
        #expect(counts.count == 62)
        #expect(counts.values.allSatisfy { abs($0 - 1_387) < 8 * 37 })
    }

    @Test func isDescribedWithoutItsSecret() throws {
        let key = try #require(KeyText("hilum_ab2_\(secret)"))
        #expect("\(key)" == "hilum_ab2_…")
    }

    @Test(arguments: [
        "", "hilum", "hilum_ab2_", "hilum_ab2_short", "hilum__SECRET", "Hilum_ab2_SECRET",
        "hilum_ab2_SECRETx",
        "hilum_ab2_SECRET_", "_hilum_ab2_SECRET", "hilum_AB2_SECRET", "hilum_ä_SECRET", " hilum_ab2_SECRET",
        "hilum_ab2_SECRET\n", "other_ab2_SECRET",
        "hilum_\(String(repeating: "a", count: 33))_SECRET", String(repeating: "hilum_", count: 100_000),
        "hilum_ab2_" + String(repeating: "ä", count: 43), "hilum_ab2_" + String(repeating: "\0", count: 43),
    ])
    func refusesWhatHasAnotherForm(text: String) {
        #expect(KeyText(text.replacing("SECRET", with: secret)) == nil)
    }
}
