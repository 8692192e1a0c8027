import Spelling

/// Settings while their sources are laid over each other, from the weakest to the strongest.
struct SettingsDraft {
    private(set) var values = ServeSettings()
    private(set) var problems: [SettingProblem] = []
    private let settings: [Setting]
    private var origins: [String: SettingOrigin] = [:]
    private var faulty: Set<String> = []

    init(_ settings: [Setting]) {
        self.settings = settings
    }

    func origin(of setting: Setting) -> SettingOrigin { origins[setting.name] ?? .standard }

    mutating func addFile(of sources: SettingSources) {
        let variable = SettingSources.configurationVariable
        let named =
            sources.configuration.map { ($0, SettingSources.configurationFlag) }
            ?? sources.environment[variable].map { ($0, variable) }
        guard let (path, place) = named else { return }
        guard !path.isEmpty else {
            problems.append(SettingProblem(place, .missingValue(allowed: "the name of a YAML file")))
            return
        }
        let file = SettingsFile(path: path, place: place, known: settings)
        problems += file.problems
        for entry in file.entries {
            set(entry.setting, to: entry.text, from: .file(path: path, line: entry.line))
        }
    }

    mutating func addEnvironment(_ environment: [String: String]) {
        for setting in settings {
            if let text = environment[setting.variable] { set(setting, to: text, from: .environment) }
        }
        let known = settings.map(\.variable) + [SettingSources.configurationVariable]
        let unknown = environment.keys.filter {
            $0.hasPrefix(Setting.variablePrefix) && !known.contains($0)
        }
        for name in unknown.sorted() {
            let kind = SettingProblem.Kind.unknown(nearest: NearestName.to(name, among: known))
            problems.append(SettingProblem(SettingProblem.excerpt(name), kind))
        }
    }

    mutating func addFlags(_ flags: [String: String]) {
        for setting in settings {
            if let text = flags[setting.name] { set(setting, to: text, from: .flag) }
        }
    }

    /// Finds values that are allowed alone and not together. What is faulty itself is not looked at again.
    mutating func checkTogether() {
        for rule in SettingsRule.all where rule.settings.allSatisfy({ !faulty.contains($0.name) }) {
            guard !rule.holds(values) else { continue }
            let places = rule.settings.map { named in
                place(of: settings.first { $0.name == named.name } ?? named)
            }
            problems.append(
                SettingProblem(places.joined(separator: " and "), .conflict(reason: rule.remedy))
            )
        }
    }

    private mutating func set(_ setting: Setting, to text: String, from origin: SettingOrigin) {
        if setting.set(text, in: &values) {
            origins[setting.name] = origin
        } else {
            faulty.insert(setting.name)
            let shown = setting.isSecret ? nil : SettingProblem.excerpt(text)
            let kind = SettingProblem.Kind.notAllowed(value: shown, allowed: setting.allowed)
            problems.append(SettingProblem(origin.name(of: setting), kind))
        }
    }

    private func place(of setting: Setting) -> String {
        let origin = origin(of: setting)
        let value = setting.shown(in: values)
        let standing = origin == .standard ? ", the default" : ""
        return "\(origin.name(of: setting)) (\(value)\(standing))"
    }
}
