/// Where a setting's value came from.
public enum SettingOrigin: Equatable, Sendable {
    /// Nobody set it.
    case standard
    /// The configuration file; the line counts from 1.
    case file(path: String, line: Int?)
    /// The setting's environment variable.
    case environment
    /// The setting's flag.
    case flag

    /// The origin in a table: `--port`, `HILUM_PORT`, `hilum.yml:4`, `default`.
    public func description(of setting: Setting) -> String {
        switch self {
        case .standard: "default"
        case .file(let path, let line): path + (line.map { ":\($0)" } ?? "")
        case .environment: setting.variable
        case .flag: setting.flag
        }
    }

    /// The setting in the form in which it was set.
    func name(of setting: Setting) -> String {
        switch self {
        case .file: "\(description(of: setting)): \(setting.key)"
        case .environment: setting.variable
        case .flag, .standard: setting.flag
        }
    }
}
