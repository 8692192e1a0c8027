import Foundation
import Settings
import TestFiles
import Testing

/// `hilum serve` and its settings, from outside. Needs "Settings" among the dependencies of SystemTests.
@Suite struct SettingsCommandTests {
    @Test func helpListsEverySetting() throws {
        let help = try Program.run(["serve", "--help"])
        for setting in Setting.all {
            #expect(help.output.contains("  \(setting.flag) "), "\(setting.flag) is missing")
        }
    }

    @Test func everyFlagIsTaken() throws {
        let flags = Setting.all.flatMap { [$0.flag, $0.defaultText] }
        let result = try Program.run(["serve", "--check-config"] + flags)
        #expect(result.status == 0)
        let lines = result.output.split(separator: "\n").dropFirst()
        #expect(lines.count == Setting.all.count)
        for (line, setting) in zip(lines, Setting.all) {
            #expect(line.hasPrefix(setting.key + " ") && line.hasSuffix(" \(setting.flag)"))
        }
    }

    /// An option without a value is read by a rule of its own.
    @Test(arguments: [
        (["--insecure-no-auth=false", "--host", "::"], false),
        (["--insecure-no-auth", "false", "--host", "::"], false),
        (["--insecure-no-auth", "--host", "::"], true), (["--host", "::", "--insecure-no-auth"], true),
    ])
    func theSwitchIsTakenWithAndWithoutAValue(arguments: [String], listens: Bool) throws {
        let result = try Program.run(["serve", "--check-config"] + arguments)
        #expect(result.status == (listens ? 0 : 64))
    }

    @Test func whatIsWrongIsSaidTogetherWithExitCode64() throws {
        let result = try Program.run(["serve", "--port", "70000", "--workers", "x", "--host", "0.0.0.0"])
        #expect(result.status == 64 && result.output.isEmpty)
        for flag in ["--port is '70000'", "--workers is 'x'", "--host (0.0.0.0)"] {
            #expect(result.errors.contains(flag))
        }
    }
}
