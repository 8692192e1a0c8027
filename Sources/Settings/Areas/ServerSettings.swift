public import Logging

extension ServeSettings {
    /// Where the service listens and what it says.
    public struct Server: Sendable, Equatable {
        /// The name or numeric address.
        public var host = "127.0.0.1"
        /// The port, from 0 to 65,535.
        public var port = 8080
        /// The folder with the web page.
        public var publicFolder = "Public"
        /// The least grave messages that are written.
        public var logLevel = Logger.Level.info
        /// How long accepted requests may still take after SIGTERM.
        public var drainTimeout = Duration.seconds(30)

        static let settings: [Setting] = [.host, .port, .publicFolder, .logLevel, .drainTimeout]

        /// Whether only this machine reaches the service.
        var isOnLoopback: Bool { HostAddress(host)?.isLoopback ?? false }
    }
}

extension Setting {
    /// `--host`.
    public static let host = Setting(
        .server,
        "host",
        \.server.host,
        .host,
        help: "The address to listen on. Any other than loopback needs --keys."
    )
    /// `--port`.
    public static let port = Setting(
        .server,
        "port",
        \.server.port,
        .integer(0...65_535),
        help: "The port to listen on; 0 takes a free one."
    )
    /// `--public`.
    public static let publicFolder = Setting(
        .server,
        "public",
        \.server.publicFolder,
        .path,
        help: "The folder with the web page."
    )
    /// `--log-level`.
    public static let logLevel = Setting(
        .server,
        "log-level",
        \.server.logLevel,
        .choice,
        help: "The least grave messages to log."
    )
    /// `--drain-timeout`.
    public static let drainTimeout = Setting(
        .server,
        "drain-timeout",
        \.server.drainTimeout,
        .duration(.zero ... .seconds(3_600)),
        help: "How long accepted requests may still take once SIGTERM or SIGINT came."
    )
}
