/// Images in one or more views and a text for each.
public struct TrainingBatch: Sendable {
    /// The epoch it belongs to, from 0.
    public let epoch: Int
    /// Its number in the epoch, from 0.
    public let number: Int
    /// Whether no batch of the epoch follows.
    public let isLastOfEpoch: Bool
    /// The places of its pairs among the loader's examples.
    public let indices: [Int]
    /// One block of shape (count, 3, side, side) for each view.
    public let views: [PixelBlock]
    /// The token ids of each pair's text, special tokens included, without padding.
    public let texts: [[Int32]]
    /// The examples of this batch that could not be used, and those tried in their place.
    public let skipped: [SkippedExample]

    /// The number of pairs: the plan's batch size, fewer in the last batch and where nothing could replace what was
    /// skipped.
    public var count: Int { indices.count }
}
