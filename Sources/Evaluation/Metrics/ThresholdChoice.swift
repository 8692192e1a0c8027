/// What a threshold makes as large as possible.
public enum ThresholdCriterion: String, Codable, Sendable, CaseIterable {
    /// Sensitivity + specificity − 1 (Youden 1950).
    case youden
    /// The harmonic mean of precision and sensitivity.
    case f1
    /// Matthews' correlation coefficient.
    case mcc

    fileprivate func value(of matrix: ConfusionMatrix) -> Double {
        switch self {
        case .youden: matrix.youden ?? 0
        case .f1: matrix.f1
        case .mcc: matrix.mcc
        }
    }
}

/// A threshold and what it reached on the images that it was chosen on.
public struct ThresholdChoice: Codable, Sendable, Equatable {
    /// The score from which on the finding is called present.
    public let threshold: Double
    /// What was made as large as possible.
    public let criterion: ThresholdCriterion
    /// The criterion's value at the threshold.
    public let value: Double
    /// The decisions at the threshold.
    public let confusion: ConfusionMatrix
}

extension ScoredCases {
    /// The threshold that makes a criterion as large as possible; `nil` when a class is missing.
    ///
    /// The candidates are the lowest score (all present), the midpoints between neighbouring distinct scores, and
    /// the next number above the highest score (none present). Among equals the lowest wins: it misses the fewest.
    public func bestThreshold(for criterion: ThresholdCriterion) -> ThresholdChoice? {
        guard hasBothClasses else { return nil }
        var best: ThresholdChoice?
        for (threshold, matrix) in candidates {
            let value = criterion.value(of: matrix)
            if let best, value <= best.value { continue }
            best = ThresholdChoice(
                threshold: threshold,
                criterion: criterion,
                value: value,
                confusion: matrix
            )
        }
        return best
    }

    private var candidates: [(threshold: Double, matrix: ConfusionMatrix)] {
        let groups = tiedGroups
        var hits = positives
        var alarms = negatives
        var candidates: [(Double, ConfusionMatrix)] = []
        func add(_ threshold: Double) {
            let matrix = ConfusionMatrix(
                truePositives: hits,
                falsePositives: alarms,
                trueNegatives: negatives - alarms,
                falseNegatives: positives - hits
            )
            candidates.append((threshold, matrix))
        }
        for (index, group) in groups.enumerated() {
            add(index == 0 ? group.score : Self.midpoint(groups[index - 1].score, group.score))
            hits -= group.positives
            alarms -= group.negatives
        }
        if let highest = groups.last?.score, highest.nextUp.isFinite { add(highest.nextUp) }
        return candidates
    }

    /// The number half-way, or the upper one where no number lies between.
    private static func midpoint(_ lower: Double, _ upper: Double) -> Double {
        let middle = lower / 2 + upper / 2
        return middle > lower && middle <= upper ? middle : upper
    }
}
