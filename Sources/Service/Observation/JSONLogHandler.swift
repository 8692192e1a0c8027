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

    /// Writes the event with its metadata as one line, sorted by name; numbers stay numbers.
    public func log(event: LogEvent) {
        var fields = metadata.merging(event.metadata ?? [:]) { _, new in new }
        fields["timestamp"] = "\(Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))"
        fields["level"] = "\(event.level.rawValue)"
        fields["logger"] = "\(label)"
        fields["event"] = "\(event.message)"
        FileHandle.standardError.write(Data(Self.line(fields) + [UInt8(ascii: "\n")]))
    }

    /// The fields as a JSON object.
    package static func line(_ fields: Logger.Metadata) -> [UInt8] {
        var line = JSONText()
        // No field throws: numbers that JSON cannot hold are written as text.
        try? line.object { object throws(JSONNumberError) in
            for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
                try object.member(named: name, Field(value))
            }
        }
        return line.bytes
    }
}

/// A value of a log line.
private struct Field: JSONWritable {
    private let value: Logger.Metadata.Value

    init(_ value: Logger.Metadata.Value) {
        self.value = value
    }

    func write(to text: inout JSONText) throws(JSONNumberError) {
        switch value {
        case .stringConvertible(let integer as Int): integer.write(to: &text)
        case .stringConvertible(let number as Double) where number.isFinite: try number.write(to: &text)
        default: text.string("\(value)")
        }
    }
}
