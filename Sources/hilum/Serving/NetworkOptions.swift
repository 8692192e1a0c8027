import ArgumentParser
import Settings

/// The flags of `hilum serve` about connections and deadlines.
struct NetworkOptions: SettingOptions {
    @Option(.connections) var connections: String?
    @Option(.connectionsPerAddress) var connectionsPerAddress: String?
    @Option(.requestsPerConnection) var requestsPerConnection: String?
    @Option(.headerTimeout) var headerTimeout: String?
    @Option(.bodyTimeout) var bodyTimeout: String?
    @Option(.minimumBodyRate) var minimumBodyRate: String?
    @Option(.idleTimeout) var idleTimeout: String?
    @Option(.writeTimeout) var writeTimeout: String?

    var written: [(Setting, String?)] {
        [
            (.connections, connections),
            (.connectionsPerAddress, connectionsPerAddress),
            (.requestsPerConnection, requestsPerConnection),
            (.headerTimeout, headerTimeout),
            (.bodyTimeout, bodyTimeout),
            (.minimumBodyRate, minimumBodyRate),
            (.idleTimeout, idleTimeout),
            (.writeTimeout, writeTimeout),
        ]
    }
}
