extension ServeSettings {
    /// Connections, and how long each part of a request may take.
    public struct Network: Sendable, Equatable {
        /// Connections open at a time.
        public var connections = 1_024
        /// Connections open at a time from one address.
        public var connectionsPerAddress = 64
        /// Requests that one connection may carry before it is closed.
        public var requestsPerConnection = 10_000
        /// How long a request line and its fields may take in all.
        public var headerTimeout = Duration.seconds(10)
        /// How long a body may take in all.
        public var bodyTimeout = Duration.seconds(60)
        /// Bytes in a second that a client must send while its body is awaited; nil for no such limit.
        public var minimumBodyRate: Int? = 1 << 10
        /// How long a connection may wait for its next request.
        public var idleTimeout = Duration.seconds(60)
        /// How long a client may take to read an answer.
        public var writeTimeout = Duration.seconds(30)

        static let settings: [Setting] = [
            .connections, .connectionsPerAddress, .requestsPerConnection, .headerTimeout, .bodyTimeout,
            .minimumBodyRate, .idleTimeout, .writeTimeout,
        ]
    }
}

extension Setting {
    /// The deadlines that may be given to a part of a request.
    private static let deadlines: ClosedRange<Duration> = .milliseconds(100) ... .seconds(3_600)

    /// `--connections`.
    public static let connections = Setting(
        .network,
        "connections",
        \.network.connections,
        .integer(1...100_000),
        help: "Connections open at a time."
    )
    /// `--connections-per-address`.
    public static let connectionsPerAddress = Setting(
        .network,
        "connections-per-address",
        \.network.connectionsPerAddress,
        .integer(1...100_000),
        help: "Connections that one address may have open; raise it behind a proxy."
    )
    /// `--requests-per-connection`.
    public static let requestsPerConnection = Setting(
        .network,
        "requests-per-connection",
        \.network.requestsPerConnection,
        .integer(1...1_000_000_000),
        help: "Requests that one connection may carry before it is closed."
    )
    /// `--header-timeout`.
    public static let headerTimeout = Setting(
        .network,
        "header-timeout",
        \.network.headerTimeout,
        .duration(deadlines),
        help: "How long a request line and its fields may take in all."
    )
    /// `--body-timeout`.
    public static let bodyTimeout = Setting(
        .network,
        "body-timeout",
        \.network.bodyTimeout,
        .duration(deadlines),
        help: "How long a body may take in all."
    )
    /// `--minimum-body-rate`.
    public static let minimumBodyRate = Setting(
        .network,
        "minimum-body-rate",
        \.network.minimumBodyRate,
        SettingType<Int>.bytes(1...1 << 30).measured(in: "bytes per second") { Double($0) }.or("off"),
        help: "Bytes a second that a client must send on average while its body is awaited."
    )
    /// `--idle-timeout`.
    public static let idleTimeout = Setting(
        .network,
        "idle-timeout",
        \.network.idleTimeout,
        .duration(deadlines),
        help: "How long a connection may wait for its next request."
    )
    /// `--write-timeout`.
    public static let writeTimeout = Setting(
        .network,
        "write-timeout",
        \.network.writeTimeout,
        .duration(deadlines),
        help: "How long a client may take to read an answer."
    )
}
