import Foundation
public import Logging

/// Writes one JSON object a line to standard error.
public struct JSONLogHandler: LogHandler {
    /// What is less severe is not written.
    public var logLevel = Logger.Level.info
    /// Written with every line.
    public var metadata: Logger.Metadata = [:]
    private let label: String

    /// Makes the handler of one logger.
    public init(label: String) {
        self.label = label
    }

    /// One value of the metadata.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes the event with its metadata as one line.
    public func log(event: LogEvent) {
        var fields: [String: String] = [:]
        for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { _, new in new }) {
            fields[key] = "\(value)"
        }
        fields["timestamp"] = Date().formatted(.iso8601.time(includingFractionalSeconds: true))
        fields["level"] = event.level.rawValue
        fields["logger"] = label
        fields["event"] = "\(event.message)"
        FileHandle.standardError.write(Data(JSONBody.encode(fields) + [UInt8(ascii: "\n")]))
    }
}
