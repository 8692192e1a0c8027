/// The effective settings of `hilum serve`. A new one holds the defaults.
///
/// Every field has one ``Setting``, declared beside it.
public struct ServeSettings: Sendable, Equatable {
    /// Where the service listens and what it says.
    public var server = Server()
    /// The model and the line before it.
    public var scoring = Scoring()
    /// What is kept on disk.
    public var storage = Storage()
    /// Connections and deadlines.
    public var network = Network()
    /// How much one request may hold.
    public var limits = Limits()
    /// Who may call, how often, and what is recorded.
    public var access = Access()
    /// When the service calls itself ready.
    public var health = Health()

    /// The defaults.
    public init() {}
}

extension Setting {
    /// Every setting, section by section.
    public static let all: [Setting] =
        ServeSettings.Server.settings + ServeSettings.Scoring.settings + ServeSettings.Storage.settings
        + ServeSettings.Network.settings + ServeSettings.Limits.settings + ServeSettings.Access.settings
        + ServeSettings.Health.settings
}
