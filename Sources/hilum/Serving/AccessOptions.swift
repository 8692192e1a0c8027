import ArgumentParser
import Settings

/// The flags of `hilum serve` about who may call, how often, and what is recorded.
struct AccessOptions: SettingOptions {
    @Option(.keys) var keys: String?
    @Option(toggle: .insecureNoAuth) var insecureNoAuth: String?
    @Option(.corsOrigins) var corsOrigins: String?
    @Option(.rate) var rate: String?
    @Option(.burst) var burst: String?
    @Option(.audit) var audit: String?
    @Option(.auditFileBytes) var auditFileBytes: String?

    var written: [(Setting, String?)] {
        [
            (.keys, keys),
            (.insecureNoAuth, insecureNoAuth),
            (.corsOrigins, corsOrigins),
            (.rate, rate),
            (.burst, burst),
            (.audit, audit),
            (.auditFileBytes, auditFileBytes),
        ]
    }
}
