/// The effective settings, and where each came from.
public struct ResolvedSettings: Sendable {
    /// The settings to serve with.
    public let values: ServeSettings
    /// The origin of every setting, in the order of ``Setting/all``.
    public let origins: [(setting: Setting, origin: SettingOrigin)]

    /// Merges flags, environment and configuration file over the defaults.
    ///
    /// Every value given is checked, also one that another overrides.
    ///
    /// - Throws: ``SettingsError`` with everything that is wrong.
    public init(_ sources: SettingSources) throws(SettingsError) {
        try self.init(sources, settings: Setting.all)
    }

    package init(_ sources: SettingSources, settings: [Setting]) throws(SettingsError) {
        var draft = SettingsDraft(settings)
        draft.addFile(of: sources)
        draft.addEnvironment(sources.environment)
        draft.addFlags(sources.flags)
        draft.checkTogether()
        guard draft.problems.isEmpty else { throw SettingsError(problems: draft.problems) }
        values = draft.values
        origins = settings.map { ($0, draft.origin(of: $0)) }
    }

    /// Where a setting's value came from.
    public func origin(of setting: Setting) -> SettingOrigin {
        origins.first { $0.setting.name == setting.name }?.origin ?? .standard
    }

    /// Three columns, one setting a line: its key in the configuration file, its value, its origin. Secrets are
    /// `hidden`.
    public var table: String {
        let rows =
            [("SETTING", "VALUE", "ORIGIN")]
            + origins.map { ($0.key, $0.shown(in: values), $1.description(of: $0)) }
        let widths = (rows.map(\.0.count).max() ?? 0, rows.map(\.1.count).max() ?? 0)
        let lines = rows.map { row in
            row.0.padded(to: widths.0) + "  " + row.1.padded(to: widths.1) + "  " + row.2
        }
        return lines.joined(separator: "\n")
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
