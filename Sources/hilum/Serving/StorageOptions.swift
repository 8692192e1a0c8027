import ArgumentParser
import Settings

/// The flags of `hilum serve` about what is kept on disk.
struct StorageOptions: SettingOptions {
    @Option(.database) var database: String?
    @Option(.diskWatermarkBytes) var diskWatermarkBytes: String?

    var written: [(Setting, String?)] {
        [
            (.database, database),
            (.diskWatermarkBytes, diskWatermarkBytes),
        ]
    }
}
