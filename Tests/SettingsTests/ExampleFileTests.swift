import Foundation
import Settings
import Testing

/// `Deploy/hilum.example.yml` shows every setting as it is.
@Suite struct ExampleFileTests {
    private let text: String

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        text = try String(contentsOf: root.appending(path: "Deploy/hilum.example.yml"), encoding: .utf8)
    }

    /// The file with its settings in force: those stand behind `#` without a space.
    private var inForce: String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in
                line.hasPrefix("  #") && line.dropFirst(3).first != " " ? "  " + line.dropFirst(3) : line
            }
            .joined(separator: "\n")
    }

    /// The file's prose in one line.
    private var prose: String {
        text.split(separator: "\n").map { $0.drop { $0 == " " || $0 == "#" } }.joined(separator: " ")
    }

    @Test func asDeliveredItSetsNothing() throws {
        let file = try TemporarySettingsFile(text)
        let resolved = try ResolvedSettings(SettingSources(configuration: file.path))
        #expect(resolved.origins.allSatisfy { $0.origin == .standard })
    }

    @Test func inForceItSetsEverythingToItsDefault() throws {
        let file = try TemporarySettingsFile(inForce)
        let resolved = try ResolvedSettings(SettingSources(configuration: file.path))
        #expect(resolved.values == ServeSettings())
        for (setting, origin) in resolved.origins {
            #expect(origin != .standard, "\(setting.key) is missing from the example file")
        }
    }

    @Test(arguments: Setting.all.map(\.name))
    func explains(name: String) throws {
        let setting = try #require(Setting.all.first { $0.name == name })
        let expected =
            "\(setting.help) Allowed: \(setting.allowed). Flag \(setting.flag), environment \(setting.variable)."
        #expect(prose.contains("\(expected) \(name):"), "The example file lacks: \(expected)")
    }
}
