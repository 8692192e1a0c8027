/// Whether one model ranks better than another on the same images.
public struct PairedComparison: Codable, Sendable, Equatable {
    /// The first model's macro AUROC.
    public let first: Double
    /// The second model's macro AUROC.
    public let second: Double
    /// First − second with its 95 % interval.
    public let difference: Estimate
    /// Two-sided: 2 · (1 + the smaller of #{difference ≤ 0} and #{difference ≥ 0} over the resamples) / (B + 1), at
    /// most 1, for B resamples; so never below 2 / (B + 1).
    ///
    /// The percentile interval turned round, and counted with the sample itself (Davison & Hinkley 1997, §4.2).
    public let pValue: Double
    /// The number of resamples in which some label had both classes, B.
    public let resamples: Int
    /// The names of the labels that were left out, since they have no positive or no negative image.
    public let leftOut: [String]
}

extension Bootstrap {
    /// Compares the macro AUROC of two models.
    ///
    /// - Throws: See ``compare(runs:with:)``.
    public func compare(
        _ first: [LabelScores],
        with second: [LabelScores]
    ) throws(EvaluationError) -> PairedComparison {
        try compare(runs: [first], with: [second])
    }

    /// Compares the mean macro AUROC of several runs (seeds) of two methods.
    ///
    /// The images are resampled, not the runs: the p-value speaks of other images, not of other seeds.
    /// - Parameter runs: One entry per run of the first method.
    /// - Parameter others: One entry per run of the second method, on the same labels and truths.
    /// - Throws: `nothingToEvaluate`, `repeatedLabel`, `differentImageCounts`, `differentLabels`, `differentTruths`,
    ///   or `missingClass` (of the first label) when no label has both classes.
    public func compare(
        runs: [[LabelScores]],
        with others: [[LabelScores]]
    ) throws(EvaluationError) -> PairedComparison {
        guard let reference = runs.first, !others.isEmpty else { throw .nothingToEvaluate }
        let images = try reference.imageCount()
        for run in runs + others { try reference.requireSameTruths(as: run) }
        let pair = RankingPair(
            first: runs.map(MacroRanking.init(of:)),
            second: others.map(MacroRanking.init(of:))
        )
        guard let whole = pair.means(draws: [Int](repeating: 1, count: images)) else {
            let cases = reference[0].assessed
            throw .missingClass(label: cases.label, positives: cases.positives, negatives: cases.negatives)
        }
        let differences = (0..<resamples).compactMap { resample in
            pair.means(draws: draws(of: images, resample: resample)).map { $0.first - $0.second }
        }
        let interval = ConfidenceInterval(ofResampled: differences)
        return PairedComparison(
            first: whole.first,
            second: whole.second,
            difference: Estimate(value: whole.first - whole.second, interval: interval),
            pValue: Self.pValue(ofResampled: differences),
            resamples: differences.count,
            leftOut: MacroAUROC(of: reference).leftOut
        )
    }

    /// The two-sided p-value of resampled differences (see ``PairedComparison/pValue``).
    package static func pValue(ofResampled differences: [Double]) -> Double {
        let fewer = min(differences.count { $0 <= 0 }, differences.count { $0 >= 0 })
        return min(1, 2 * Double(1 + fewer) / Double(differences.count + 1))
    }
}

extension MacroRanking {
    fileprivate init(of labels: [LabelScores]) {
        self.init(labels: labels.map(WeightedRanking.init))
    }
}

private struct RankingPair {
    let first: [MacroRanking]
    let second: [MacroRanking]

    /// The mean macro AUROC of both methods' runs; `nil` when no label has both classes.
    func means(draws: [Int]) -> (first: Double, second: Double)? {
        guard let first = Self.mean(of: first, draws: draws), let second = Self.mean(of: second, draws: draws)
        else { return nil }
        return (first, second)
    }

    private static func mean(of runs: [MacroRanking], draws: [Int]) -> Double? {
        let values = runs.compactMap { $0.areas(draws: draws).macro }
        return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
}
