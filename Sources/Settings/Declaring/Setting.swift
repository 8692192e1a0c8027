/// One thing about `hilum serve` that can be set, in any of three ways that follow from its name.
///
/// Its default is the value that its field has in a new ``ServeSettings``.
public struct Setting: Sendable {
    /// The section of the configuration file.
    public let section: SettingSection
    /// The name in its section, of lower-case words joined with hyphens; unique among all settings.
    public let name: String
    /// What it does, in a sentence or two.
    public let help: String
    /// What stands for the value in a usage line, such as `size`.
    public let placeholder: String
    /// What may be written, after "it must be".
    public let allowed: String
    /// Whether a sequence may be given in the configuration file.
    public let takesList: Bool
    /// Whether the value must not be shown.
    public private(set) var isSecret = false

    /// What the value counts, such as `bytes`; nil where it is no quantity.
    public let unit: String?

    private let read: @Sendable (String, inout ServeSettings) -> Bool
    private let write: @Sendable (ServeSettings) -> String
    private let measure: @Sendable (ServeSettings) -> Double?

    init<Value: Sendable>(
        _ section: SettingSection,
        _ name: String,
        _ field: any WritableKeyPath<ServeSettings, Value> & Sendable,
        _ type: SettingType<Value>,
        help: String
    ) {
        self.section = section
        self.name = name
        self.help = help
        placeholder = type.placeholder
        allowed = type.allowed
        takesList = type.takesList
        unit = type.unit
        read = { text, settings in
            guard let value = type.read(text) else { return false }
            settings[keyPath: field] = value
            return true
        }
        write = { type.write($0[keyPath: field]) }
        measure = { type.measure($0[keyPath: field]) }
    }

    /// The key in the configuration file, such as `server.port`.
    public var key: String { "\(section.rawValue).\(name)" }

    /// The flag of the command line, such as `--port`.
    public var flag: String { "--\(name)" }

    /// The environment variable, such as `HILUM_PORT`.
    public var variable: String {
        Self.variablePrefix + name.uppercased().replacing("-", with: "_")
    }

    /// The default as one would write it.
    public var defaultText: String { text(in: ServeSettings()) }

    /// The same setting, whose value is never shown.
    package func secret() -> Setting {
        var copy = self
        copy.isSecret = true
        return copy
    }

    /// Sets the field from text; false, and nothing changed, where the text is not allowed.
    func set(_ text: String, in settings: inout ServeSettings) -> Bool { read(text, &settings) }

    /// The field's value as one would write it.
    func text(in settings: ServeSettings) -> String { write(settings) }

    /// The field's value in ``unit``; nil where there is no bound.
    func number(in settings: ServeSettings) -> Double? { measure(settings) }

    /// The value for a person to read, or the word `hidden`.
    func shown(in settings: ServeSettings) -> String { isSecret ? "hidden" : text(in: settings) }

    /// How the names of all environment variables begin.
    static let variablePrefix = "HILUM_"
}
