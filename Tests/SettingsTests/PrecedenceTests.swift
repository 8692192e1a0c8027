import Settings
import Testing

/// Every setting can be set in every way, and the ways have an order.
@Suite struct PrecedenceTests {
    @Test(arguments: Sample.all, Way.allCases)
    func everySettingCanBeSet(sample: Sample, way: Way) throws {
        let setting = try sample.setting
        var sources = SettingSources(flags: sample.companions)
        let file = try way.set(setting, to: sample.text, in: &sources)
        let resolved = try ResolvedSettings(sources)
        #expect(resolved.origin(of: setting) == way.origin(file))
        #expect(
            resolved.row(setting) == [setting.key, sample.text, way.origin(file).description(of: setting)]
        )
        #expect(sample.text != setting.defaultText)
    }

    @Test(arguments: Sample.all, [(Way.file, Way.environment), (.file, .flag), (.environment, .flag)])
    func theStrongerWayWins(sample: Sample, ways: (weaker: Way, stronger: Way)) throws {
        let setting = try sample.setting
        var sources = SettingSources(flags: sample.companions)
        let file = try ways.weaker.set(setting, to: setting.defaultText, in: &sources)
        _ = try ways.stronger.set(setting, to: sample.text, in: &sources)
        let resolved = try ResolvedSettings(sources)
        withExtendedLifetime(file) {}
        #expect(resolved.origin(of: setting) == ways.stronger.origin(nil))
        #expect(resolved.row(setting).contains(sample.text))
    }

    @Test func allThreeAtOnce() throws {
        let file = try TemporarySettingsFile("server:\n  port: 1\n  drain-timeout: 1s\n  host: ::1\n")
        let sources = SettingSources(
            flags: ["port": "3"],
            configuration: file.path,
            environment: ["HILUM_PORT": "2", "HILUM_DRAIN_TIMEOUT": "2s"]
        )
        let resolved = try ResolvedSettings(sources)
        #expect(resolved.values.server.port == 3)
        #expect(resolved.values.server.drainTimeout == .seconds(2))
        #expect(resolved.values.server.host == "::1")
        #expect(resolved.origin(of: .host) == .file(path: file.path, line: 4))
        #expect(resolved.origin(of: .database) == .standard)
    }

    @Test func theFlagNamesTheFileBeforeTheVariable() throws {
        let first = try TemporarySettingsFile("server:\n  port: 1\n")
        let second = try TemporarySettingsFile("server:\n  port: 2\n")
        let environment = ["HILUM_CONFIGURATION": second.path]
        let byVariable = try ResolvedSettings(SettingSources(environment: environment))
        #expect(byVariable.values.server.port == 2)
        let both = SettingSources(configuration: first.path, environment: environment)
        #expect(try ResolvedSettings(both).values.server.port == 1)
    }

    @Test func aWordUndoesWhatAWeakerWaySet() throws {
        let sources = SettingSources(
            flags: ["rate": "off", "workers": "auto", "minimum-body-rate": "off"],
            environment: ["HILUM_RATE": "5", "HILUM_WORKERS": "2"]
        )
        let values = try ResolvedSettings(sources).values
        #expect(values.access.rate == nil && values.scoring.workers == nil)
        #expect(values.network.minimumBodyRate == nil)
    }

    @Test func otherVariablesAreLeftAlone() throws {
        let environment = ["PATH": "/bin", "PORT": "x", "hilum_port": "x", "XHILUM_PORT": "x"]
        #expect(try ResolvedSettings(SettingSources(environment: environment)).values == ServeSettings())
    }
}

extension ResolvedSettings {
    /// The columns of a setting's line in the table.
    fileprivate func row(_ setting: Setting) -> [String] {
        table.split(separator: "\n").map { $0.split(separator: "  ").map { $0.trimmed() } }
            .first { $0.first == setting.key } ?? []
    }
}

extension Substring {
    fileprivate func trimmed() -> String { String(drop { $0 == " " }) }
}
