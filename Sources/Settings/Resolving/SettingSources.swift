/// What settings are taken from. A flag goes before an environment variable, that before the configuration
/// file, and that before the default.
public struct SettingSources: Sendable {
    /// What was written after flags, by the names of their settings.
    public var flags: [String: String]
    /// What was written after `--configuration`; it goes before the variable `HILUM_CONFIGURATION`.
    public var configuration: String?
    /// The environment; names that do not begin with `HILUM_` are left alone.
    public var environment: [String: String]

    /// The flag that names the configuration file.
    public static let configurationFlag = "--configuration"
    /// The environment variable that names the configuration file.
    public static let configurationVariable = "HILUM_CONFIGURATION"

    /// Names the sources.
    public init(
        flags: [String: String] = [:],
        configuration: String? = nil,
        environment: [String: String] = [:]
    ) {
        self.flags = flags
        self.configuration = configuration
        self.environment = environment
    }
}
