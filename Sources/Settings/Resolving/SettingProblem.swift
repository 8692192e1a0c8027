/// One thing that is wrong with what was set.
public struct SettingProblem: Equatable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Kind: Equatable, Sendable {
        /// No setting has this name; the nearest name that one has, if one is near.
        case unknown(nearest: String?)
        /// The value, cut to 64 characters or nil if secret, is none that is allowed.
        case notAllowed(value: String?, allowed: String)
        /// Nothing is written where a value must be.
        case missingValue(allowed: String)
        /// The configuration file cannot be used.
        case unusableFile(reason: String)
        /// The values of several settings do not go together.
        case conflict(reason: String)
    }

    /// The setting in the form in which it was set: `--port`, `HILUM_PORT`, `hilum.yml:4: server.port`.
    public let place: String
    /// What is wrong.
    public let kind: Kind

    /// Names a problem.
    public init(_ place: String, _ kind: Kind) {
        self.place = place
        self.kind = kind
    }

    /// The beginning of what was written, without what a terminal would take for a command.
    static func excerpt(_ text: String) -> String {
        var excerpt = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(64) {
            excerpt.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
        }
        return String(excerpt)
    }

    /// The place, the cause and the remedy.
    public var description: String {
        switch kind {
        case .unknown(let nearest?): "\(place) is not a setting; did you mean \(nearest)?"
        case .unknown(nil): "\(place) is not a setting; remove it."
        case .notAllowed(let value?, let allowed):
            "\(place) is '\(value)'; it must be \(allowed)."
        case .notAllowed(nil, let allowed): "\(place) has a value that cannot be used; it must be \(allowed)."
        case .missingValue(let allowed): "\(place) has no value; it must be \(allowed), or be left out."
        case .unusableFile(let reason): "\(place): \(reason)."
        case .conflict(let reason): "\(place): \(reason)."
        }
    }
}

/// Why the service cannot start with what was set: everything that is wrong, not only the first.
public struct SettingsError: Error, Equatable, Sendable, CustomStringConvertible {
    /// At least one.
    public let problems: [SettingProblem]

    /// The list of problems, one a line.
    public var description: String {
        "These settings cannot be used:" + problems.map { "\n  - \($0)" }.joined()
    }
}
