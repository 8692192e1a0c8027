import Randomness

/// Resampling of images with replacement, to see how far other images could have moved a figure.
///
/// A resample is the same for all labels and all models: it depends on the seed, its own number and the number
/// of images only.
public struct Bootstrap: Codable, Sendable, Equatable {
    /// How many resamples are drawn.
    public let resamples: Int
    /// What the draws start from.
    public let seed: UInt64

    /// - Parameter resamples: 1 to 1,000,000.
    /// - Throws: `invalidSetting`.
    public init(resamples: Int = 1_000, seed: UInt64 = 0) throws(EvaluationError) {
        guard (1...1_000_000).contains(resamples) else {
            throw .invalidSetting(name: "resamples", reason: "is \(resamples), must be 1...1000000")
        }
        self.resamples = resamples
        self.seed = seed
    }

    /// Reads a bootstrap from a report, within the same limits.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            resamples: container.decode(Int.self, forKey: .resamples),
            seed: container.decode(UInt64.self, forKey: .seed)
        )
    }

    /// How often each of the images is drawn in one resample; the sum is the number of images.
    public func draws(of images: Int, resample: Int) -> [Int] {
        var random = RandomStream(seed: seed, place: [UInt64(truncatingIfNeeded: resample)])
        var draws = [Int](repeating: 0, count: images)
        for _ in 0..<images { draws[random.index(below: images)] += 1 }
        return draws
    }

    /// The areas under the ROC curve of labels and their mean, with 95 % percentile intervals.
    ///
    /// A resample without positive or without negative images of a label tells nothing about that label: its
    /// interval comes from the other resamples, and the resample's mean from the other labels.
    /// - Throws: `nothingToEvaluate`, `repeatedLabel` or `differentImageCounts`.
    public func areasUnderROC(of labels: [LabelScores]) throws(EvaluationError) -> AreaEstimates {
        let images = try labels.imageCount()
        let ranking = MacroRanking(labels: labels.map(WeightedRanking.init))
        var perLabel = [[Double]](repeating: [], count: labels.count)
        var macro: [Double] = []
        for resample in 0..<resamples {
            let areas = ranking.areas(draws: draws(of: images, resample: resample))
            for (label, area) in areas.labels.enumerated() { area.map { perLabel[label].append($0) } }
            areas.macro.map { macro.append($0) }
        }
        let whole = ranking.areas(draws: [Int](repeating: 1, count: images))
        let estimates = zip(whole.labels, perLabel).map { area, resampled in
            area.map { Estimate(value: $0, interval: ConfidenceInterval(ofResampled: resampled)) }
        }
        return AreaEstimates(
            labels: estimates,
            macro: whole.macro.map { Estimate(value: $0, interval: ConfidenceInterval(ofResampled: macro)) },
            leftOut: MacroAUROC(of: labels).leftOut
        )
    }
}

/// Areas under the ROC curve with their intervals.
public struct AreaEstimates: Sendable, Equatable {
    /// One area per label; `nil` where a class is missing.
    public let labels: [Estimate?]
    /// The mean of the areas; `nil` when no label has both classes.
    public let macro: Estimate?
    /// The names of the labels that the mean leaves out, since they have no positive or no negative image.
    public let leftOut: [String]
}
