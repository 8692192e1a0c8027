import ArgumentParser
import Settings

/// The flags of `hilum serve` about the model and the line before it.
struct ScoringOptions: SettingOptions {
    @Option(.model) var model: String?
    @Option(.precision) var precision: String?
    @Option(.decoding) var decoding: String?
    @Option(.workers) var workers: String?
    @Option(.queueLength) var queueLength: String?
    @Option(.queueBytes) var queueBytes: String?
    @Option(.queueWait) var queueWait: String?
    @Option(.requestDeadline) var requestDeadline: String?

    var written: [(Setting, String?)] {
        [
            (.model, model),
            (.precision, precision),
            (.decoding, decoding),
            (.workers, workers),
            (.queueLength, queueLength),
            (.queueBytes, queueBytes),
            (.queueWait, queueWait),
            (.requestDeadline, requestDeadline),
        ]
    }
}
