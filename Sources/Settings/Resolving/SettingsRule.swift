/// What has to be true of several settings together.
struct SettingsRule: Sendable {
    /// The settings that an error names.
    let settings: [Setting]
    let holds: @Sendable (ServeSettings) -> Bool
    /// Why the values do not go together, and what to do.
    let remedy: String

    private init(_ settings: Setting..., remedy: String, holds: @escaping @Sendable (ServeSettings) -> Bool) {
        self.settings = settings
        self.remedy = remedy
        self.holds = holds
    }

    static let all = access + sizes + times

    private static let standard = ServeSettings()

    private static let access = [
        SettingsRule(
            .host,
            remedy: """
                everyone who reaches this address could do everything. Name a file of keys with --keys, listen on \
                127.0.0.1, or say --insecure-no-auth
                """
        ) {
            $0.server.isOnLoopback || $0.access.keys != nil || $0.access.insecureNoAuth
        },
        SettingsRule(.keys, .insecureNoAuth, remedy: "they contradict each other; leave one out") {
            $0.access.keys == nil || !$0.access.insecureNoAuth
        },
        SettingsRule(.burst, .rate, remedy: "a burst means nothing without a rate; set both or neither") {
            $0.access.rate != nil || $0.access.burst == standard.access.burst
        },
        SettingsRule(
            .auditFileBytes,
            .audit,
            remedy: "there is no audit log to divide into files; set both or only the folder"
        ) {
            $0.access.audit != nil || $0.access.auditFileBytes == standard.access.auditFileBytes
        },
    ]

    private static let sizes = [
        SettingsRule(
            .connectionsPerAddress,
            .connections,
            remedy:
                "one address cannot have more connections than all together; lower the first or raise the second"
        ) {
            $0.network.connectionsPerAddress <= $0.network.connections
        },
        SettingsRule(
            .queueBytes,
            .bodyBytes,
            remedy: "the line could not hold the largest request; raise the first or lower the second"
        ) {
            $0.scoring.queueBytes >= $0.limits.bodyBytes
        },
        SettingsRule(
            .bufferedBodyBytes,
            .bodyBytes,
            remedy: "the largest body could never be taken in; raise the first or lower the second"
        ) {
            $0.limits.bufferedBodyBytes >= $0.limits.bodyBytes
        },
        SettingsRule(
            .reportBytes,
            .bodyBytes,
            remedy: "a report cannot be larger than the body it comes in; lower the first or raise the second"
        ) {
            $0.limits.reportBytes <= $0.limits.bodyBytes
        },
        SettingsRule(
            .textBytes,
            .bodyBytes,
            remedy: "a text cannot be larger than the body it comes in; lower the first or raise the second"
        ) {
            $0.limits.textBytes <= $0.limits.bodyBytes
        },
        SettingsRule(
            .imagesPerBatch,
            .multipartParts,
            remedy: "a batch has one part for each radiograph; lower the first or raise the second"
        ) {
            $0.limits.imagesPerBatch <= $0.limits.multipartParts
        },
    ]

    private static let times = [
        SettingsRule(
            .readyMaxAge,
            .canaryInterval,
            remedy: "the service would not be ready between two canaries; raise the first or lower the second"
        ) {
            $0.health.readyMaxAge > $0.health.canaryInterval
        }
    ]
}
