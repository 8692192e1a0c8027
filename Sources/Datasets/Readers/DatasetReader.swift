/// Makes a manifest of a data set as its publisher ships it, or of any table.
public protocol DatasetReader: Sendable {
    /// Reads the data set; images are not opened.
    ///
    /// - Throws: A ``DatasetError`` naming the file and the place;
    ///   ``DatasetError/sharedPatient(patient:first:second:)`` where a patient is in two splits.
    func read() throws(DatasetError) -> DatasetReading
}

/// What a reader made of a data set.
public struct DatasetReading: Sendable {
    /// The rows, whose patients are each in one split.
    public let manifest: Manifest
    /// What was read and what was left out.
    public let summary: ReadingSummary
}

/// Why a reader leaves out a row of a published file.
public enum SkipReason: String, Sendable, CaseIterable {
    /// The image's file is not in the folder.
    case imageMissing = "image file not found"
    /// There is neither a report nor a label.
    case nothingKnown = "neither report nor labels"
    /// The report belongs to no image.
    case reportWithoutImage = "report without image"
    /// The publisher excludes the image.
    case excludedByPublisher = "excluded by the publisher"
    /// A filter does not let it through.
    case filteredOut = "filtered out"
    /// The publisher's split files do not name the image.
    case withoutSplit = "not in the publisher's split"
}

/// What a reader read and what it left out.
public struct ReadingSummary: Sendable, Equatable {
    /// Rows left out for one reason.
    public struct Skipped: Sendable, Equatable {
        /// The reason.
        public let reason: SkipReason
        /// How many.
        public let count: Int
        /// The first ten of them: a file and a line, or an image's name.
        public let examples: [String]

        /// Counts rows left out for one reason.
        public init(reason: SkipReason, count: Int, examples: [String]) {
            self.reason = reason
            self.count = count
            self.examples = examples
        }
    }

    /// The rows of the manifest.
    public let rows: Int
    /// What was left out, by reason in a fixed order.
    public let skipped: [Skipped]
}

extension ReadingSummary: CustomStringConvertible {
    /// One line, such as `5226 rows; 12 left out: image file not found`.
    public var description: String {
        (["\(rows) rows"] + skipped.map { "\($0.count) left out: \($0.reason.rawValue)" }).joined(
            separator: "; "
        )
    }
}
