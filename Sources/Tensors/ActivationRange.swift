/// Between which numbers something lay on every radiograph that was looked at.
///
/// Both bounds are finite and in order: other ranges cannot be made or decoded.
public struct ActivationRange: Codable, Sendable, Equatable {
    /// The least and the largest number.
    public let least: Float, largest: Float

    /// The range of two bounds; nil where one is not finite or they are in the wrong order.
    public init?(least: Float, largest: Float) {
        guard least.isFinite, largest.isFinite, least <= largest else { return nil }
        self.least = least
        self.largest = largest
    }

    private enum CodingKeys: String, CodingKey {
        case least, largest
    }

    /// Decodes the bounds.
    ///
    /// - Throws: `DecodingError.dataCorrupted` where they are no range.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let least = try container.decode(Float.self, forKey: .least)
        guard let range = Self(least: least, largest: try container.decode(Float.self, forKey: .largest))
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .least,
                in: container,
                debugDescription: "the least number is above the largest, or one is not finite"
            )
        }
        self = range
    }

    /// The smallest range that holds this one and another.
    public func union(_ other: ActivationRange) -> ActivationRange {
        ActivationRange(
            least: min(least, other.least),
            largest: max(largest, other.largest)
        ) ?? self
    }
}

/// What went into a convolution, and what came out of it after activation and residual.
public struct ConvolutionRanges: Codable, Sendable, Equatable {
    /// The numbers of the source and of the answer.
    public var input: ActivationRange, output: ActivationRange

    /// Groups both ranges.
    public init(input: ActivationRange, output: ActivationRange) {
        self.input = input
        self.output = output
    }
}

/// The ranges of convolutions by the names of their filters, such as `image.stem.weight`.
public typealias RangesByName = [String: ConvolutionRanges]
