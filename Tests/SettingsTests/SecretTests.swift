import Settings
import Testing

/// A secret's value is in no table and no message.
@Suite struct SecretTests {
    private static let canary = "correct-horse"
    private static let settings = [Setting.keys.secret(), Setting.host.secret(), Setting.insecureNoAuth]

    private func message(flags: [String: String]) throws -> String {
        let error = try #require(throws: SettingsError.self) {
            try ResolvedSettings(SettingSources(flags: flags), settings: Self.settings)
        }
        return error.description
    }

    @Test(arguments: Way.allCases)
    func theTableHidesIt(way: Way) throws {
        var sources = SettingSources()
        let file = try way.set(.keys, to: Self.canary, in: &sources)
        let resolved = try ResolvedSettings(sources, settings: Self.settings)
        withExtendedLifetime(file) {}
        #expect(!resolved.table.contains(Self.canary))
        #expect(resolved.table.contains("hidden"))
        #expect(resolved.values.access.keys == Self.canary)
    }

    @Test func aWrongValueIsNotRepeated() throws {
        let message = try message(flags: ["host": "\(Self.canary)!"])
        #expect(message.contains("--host has a value that cannot be used; it must be a host's name"))
        #expect(!message.contains(Self.canary))
    }

    @Test func aConflictDoesNotRepeatIt() throws {
        let message = try message(flags: ["keys": Self.canary, "insecure-no-auth": "true"])
        #expect(message.contains("--keys (hidden) and --insecure-no-auth (true)"))
        #expect(!message.contains(Self.canary))
    }
}
