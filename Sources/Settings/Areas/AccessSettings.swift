extension ServeSettings {
    /// Who may call, how often, and what is recorded of it.
    public struct Access: Sendable, Equatable {
        /// The file of keys; nil where nobody is asked for one.
        public var keys: String?
        /// Whether to listen beyond loopback although nobody is asked for a key.
        public var insecureNoAuth = false
        /// Web origins whose pages may call.
        public var corsOrigins: [String] = []
        /// Requests a second that one key, or one address without a key, may send in the long run; nil for no
        /// limit.
        public var rate: Double?
        /// Requests that one key or address may send at once before ``rate`` holds.
        public var burst = 20
        /// The folder of the audit log; nil where none is kept.
        public var audit: String?
        /// Bytes of one audit file before the next is begun.
        public var auditFileBytes = 64 << 20

        static let settings: [Setting] = [
            .keys, .insecureNoAuth, .corsOrigins, .rate, .burst, .audit, .auditFileBytes,
        ]
    }
}

extension Setting {
    /// `--keys`.
    public static let keys = Setting(
        .access,
        "keys",
        \.access.keys,
        SettingType<String>.path.or("off"),
        help: "The file of keys that 'hilum keys' writes; with 'off' nobody is asked for a key."
    )
    /// `--insecure-no-auth`.
    public static let insecureNoAuth = Setting(
        .access,
        "insecure-no-auth",
        \.access.insecureNoAuth,
        .toggle,
        help: "Listen beyond loopback without keys: everyone who reaches the port may do everything."
    )
    /// `--cors-origins`.
    public static let corsOrigins = Setting(
        .access,
        "cors-origins",
        \.access.corsOrigins,
        .origins,
        help: "Web origins whose pages may call the service, separated by commas."
    )
    /// `--rate`.
    public static let rate = Setting(
        .access,
        "rate",
        \.access.rate,
        SettingType<Double>.number(0.01...1_000_000).measured(in: "requests per second") { $0 }.or("off"),
        help: "Requests a second that one key, or one address without a key, may send in the long run."
    )
    /// `--burst`.
    public static let burst = Setting(
        .access,
        "burst",
        \.access.burst,
        .integer(1...1_000_000),
        help: "Requests that one key or address may send at once before --rate holds."
    )
    /// `--audit`.
    public static let audit = Setting(
        .access,
        "audit",
        \.access.audit,
        SettingType<String>.path.or("off"),
        help: "The folder of the audit log."
    )
    /// `--audit-file-bytes`.
    public static let auditFileBytes = Setting(
        .access,
        "audit-file-bytes",
        \.access.auditFileBytes,
        .bytes(1 << 10...1 << 34),
        help: "Bytes of one file of the audit log before the next is begun."
    )
}
