import ArgumentParser
import Settings

/// The flags of `hilum serve` about where the service listens and what it says.
struct ServerOptions: SettingOptions {
    @Option(.host) var host: String?
    @Option(.port) var port: String?
    @Option(.publicFolder) var publicFolder: String?
    @Option(.logLevel) var logLevel: String?
    @Option(.drainTimeout) var drainTimeout: String?

    var written: [(Setting, String?)] {
        [
            (.host, host),
            (.port, port),
            (.publicFolder, publicFolder),
            (.logLevel, logLevel),
            (.drainTimeout, drainTimeout),
        ]
    }
}
