/// The areas of the settings, which are the sections of the configuration file.
public enum SettingSection: String, CaseIterable, Sendable {
    case server, scoring, storage, network, limits, access, health

    /// What the section is about, as a heading.
    public var heading: String {
        switch self {
        case .server: "Where the service listens and what it says"
        case .scoring: "The model and the line before it"
        case .storage: "What is kept on disk"
        case .network: "Connections and how long each part of a request may take"
        case .limits: "How much one request may hold"
        case .access: "Who may call, how often, and what is recorded of it"
        case .health: "When the service calls itself ready"
        }
    }
}
