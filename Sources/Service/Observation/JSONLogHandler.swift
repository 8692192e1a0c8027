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

    /// Writes the event with its metadata as one line; numbers stay numbers.
    public func log(event: LogEvent) {
        var fields: [String: Field] = [
            "timestamp": .text(Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))),
            "level": .text(event.level.rawValue),
            "logger": .text(label),
            "event": .text("\(event.message)"),
        ]
        for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { _, new in new }) {
            fields[key] = Field(value)
        }
        guard let line = try? JSONBody.encode(fields) else { return }
        FileHandle.standardError.write(Data(line + [UInt8(ascii: "\n")]))
    }
}

/// A value of a log line.
private enum Field: Encodable {
    case text(String)
    case integer(Int)
    case number(Double)

    init(_ value: Logger.Metadata.Value) {
        switch value {
        case .stringConvertible(let integer as Int): self = .integer(integer)
        case .stringConvertible(let number as Double): self = .number(number)
        default: self = .text("\(value)")
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .integer(let integer): try container.encode(integer)
        case .number(let number): try container.encode(number)
        }
    }
}
