extension ServeSettings {
    /// When the service calls itself ready.
    public struct Health: Sendable, Equatable {
        /// How often a canary image is sent through the model.
        public var canaryInterval = Duration.seconds(10)
        /// How old the last good check may be.
        public var readyMaxAge = Duration.seconds(30)

        static let settings: [Setting] = [.canaryInterval, .readyMaxAge]
    }
}

extension Setting {
    /// `--canary-interval`.
    public static let canaryInterval = Setting(
        .health,
        "canary-interval",
        \.health.canaryInterval,
        .duration(.milliseconds(100) ... .seconds(3_600)),
        help: "How often a canary image is sent through the model."
    )
    /// `--ready-max-age`.
    public static let readyMaxAge = Setting(
        .health,
        "ready-max-age",
        \.health.readyMaxAge,
        .duration(.milliseconds(200) ... .seconds(7_200)),
        help: "How old the last good canary may be before the service is no longer ready."
    )
}
