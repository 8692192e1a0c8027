import Foundation
import Settings

/// A configuration file that goes away with the test.
final class TemporarySettingsFile {
    let path: String

    init(_ content: String) throws {
        try path = Self.write(Data(content.utf8))
    }

    init(_ content: Data) throws {
        try path = Self.write(content)
    }

    private static func write(_ content: Data) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "settings-\(UUID().uuidString).yml")
        try content.write(to: file)
        return file.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

extension Setting {
    /// The setting in a configuration file, on line 2.
    func yaml(_ text: String) -> String { "\(section.rawValue):\n  \(name): \"\(text)\"\n" }
}

/// One way to set something.
enum Way: String, CaseIterable, Sendable {
    case file, environment, flag

    /// Sets something in this way.
    func set(_ setting: Setting, to text: String, in sources: inout SettingSources) throws
        -> TemporarySettingsFile?
    {
        switch self {
        case .flag: sources.flags[setting.name] = text
        case .environment: sources.environment[setting.variable] = text
        case .file:
            let file = try TemporarySettingsFile(setting.yaml(text))
            sources.configuration = file.path
            return file
        }
        return nil
    }

    func origin(_ file: TemporarySettingsFile?) -> SettingOrigin {
        switch self {
        case .flag: .flag
        case .environment: .environment
        case .file: .file(path: file?.path ?? "", line: 2)
        }
    }
}

/// What is wrong with some sources, one text a problem.
func problems(
    flags: [String: String] = [:],
    environment: [String: String] = [:],
    file: String? = nil
) throws -> [String] {
    let file = try file.map { try TemporarySettingsFile($0) }
    let sources = SettingSources(flags: flags, configuration: file?.path, environment: environment)
    do throws(SettingsError) {
        _ = try ResolvedSettings(sources)
        return []
    } catch {
        return error.problems.map { problem in
            file.map { problem.description.replacing($0.path, with: "hilum.yml") } ?? problem.description
        }
    }
}
