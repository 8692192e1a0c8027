import Settings
import Testing

/// What clients are told about limits.
@Suite struct EffectiveLimitTests {
    private func limit(_ setting: Setting, _ flags: [String: String] = [:]) throws -> EffectiveLimit? {
        try ResolvedSettings(SettingSources(flags: flags)).values.effectiveLimits.first {
            $0.name == setting.key
        }
    }

    @Test func everySettingOfConnectionsAndRequestsIsThere() {
        let names = Set(ServeSettings().effectiveLimits.map(\.name))
        for setting in Setting.all where setting.section == .network || setting.section == .limits {
            #expect(names.contains(setting.key))
        }
        #expect(names.count == 29)
        #expect(!names.contains { $0.hasPrefix("server.") || $0.hasPrefix("storage.") })
    }

    @Test func quantitiesHaveUnits() throws {
        #expect(try limit(.bodyBytes)?.value == 67_108_864)
        #expect(try limit(.bodyBytes)?.unit == "bytes")
        #expect(try limit(.headerTimeout, ["header-timeout": "1500ms"])?.value == 1.5)
        #expect(try limit(.headerTimeout)?.unit == "seconds")
        #expect(try limit(.imagePixels)?.unit == "pixels")
        #expect(try limit(.headerCount)?.unit == "count")
        #expect(try limit(.minimumBodyRate)?.unit == "bytes per second")
        #expect(try limit(.rate, ["rate": "2.5"])?.value == 2.5)
        #expect(try limit(.rate)?.unit == "requests per second")
    }

    @Test func whatIsOffHasNoBound() throws {
        #expect(try limit(.rate) == limit(.rate, ["rate": "off"]))
        let rate = try #require(try limit(.rate))
        #expect(rate.value == nil)
        let bodyRate = try #require(try limit(.minimumBodyRate, ["minimum-body-rate": "off"]))
        #expect(bodyRate.value == nil)
    }
}
