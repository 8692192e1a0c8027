import ArgumentParser
import Settings

/// The flags of `hilum serve` about when the service calls itself ready.
struct HealthOptions: SettingOptions {
    @Option(.canaryInterval) var canaryInterval: String?
    @Option(.readyMaxAge) var readyMaxAge: String?

    var written: [(Setting, String?)] {
        [
            (.canaryInterval, canaryInterval),
            (.readyMaxAge, readyMaxAge),
        ]
    }
}
