/// One limit, by name, for checks and messages.
public struct LimitDescription: Sendable, Equatable {
    /// What a limit counts.
    public enum Unit: String, Sendable, Equatable, CaseIterable {
        case bytes
        case bytesPerSecond
        case count
        case milliseconds
    }

    /// The property's name: `headerBytes`.
    public let name: String
    /// The value now, in `unit`.
    public let value: Int
    /// What the value counts.
    public let unit: Unit

    /// Describes a limit.
    public init(name: String, value: Int, unit: Unit) {
        self.name = name
        self.value = value
        self.unit = unit
    }
}

extension HTTPLimits {
    /// Every limit of the parser.
    public var descriptions: [LimitDescription] {
        [
            LimitDescription(name: "requestLineBytes", value: requestLineBytes, unit: .bytes),
            LimitDescription(name: "headerBytes", value: headerBytes, unit: .bytes),
            LimitDescription(name: "fieldCount", value: fieldCount, unit: .count),
            LimitDescription(name: "bodyBytes", value: bodyBytes, unit: .bytes),
            LimitDescription(name: "chunkLineBytes", value: chunkLineBytes, unit: .bytes),
            LimitDescription(name: "chunkExtensionBytes", value: chunkExtensionBytes, unit: .bytes),
            LimitDescription(name: "leadingEmptyLines", value: leadingEmptyLines, unit: .count),
        ]
    }
}

extension MultipartLimits {
    /// Every limit of forms.
    public var descriptions: [LimitDescription] {
        [
            LimitDescription(name: "multipartParts", value: partCount, unit: .count),
            LimitDescription(name: "multipartPartHeaderBytes", value: partHeaderBytes, unit: .bytes),
        ]
    }
}
