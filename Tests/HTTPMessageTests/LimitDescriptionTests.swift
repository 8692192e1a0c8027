import HTTPMessage
import Testing

@Suite struct LimitDescriptionTests {
    @Test func namesTheParsersDefaults() {
        let values = Dictionary(uniqueKeysWithValues: HTTPLimits().descriptions.map { ($0.name, $0.value) })
        #expect(values["headerBytes"] == 16_384)
        #expect(values["fieldCount"] == 100)
        #expect(values["requestLineBytes"] == 8_192)
        #expect(values["bodyBytes"] == 67_108_864)
    }

    @Test func describesFormsByTheirPresentValues() {
        var limits = MultipartLimits()
        limits.partCount = 7
        #expect(
            limits.descriptions.contains(LimitDescription(name: "multipartParts", value: 7, unit: .count))
        )
    }
}
