/// One point of a ROC curve.
public struct ROCPoint: Sendable, Equatable {
    /// The score from which on the finding is called present; infinite for the point (0, 0).
    public let threshold: Double
    /// 1 − specificity, 0 to 1.
    public let falsePositiveRate: Double
    /// Sensitivity, 0 to 1.
    public let truePositiveRate: Double
}

extension ScoredCases {
    /// The area under the ROC curve, 0 to 1: the chance that an image with the finding scores above one without,
    /// equal scores counting one half (Hanley & McNeil 1982); `nil` when a class is missing.
    public var areaUnderROC: Double? {
        var sum = RankSum()
        for group in tiedGroups { sum.add(positives: group.positives, negatives: group.negatives) }
        return sum.area
    }

    /// The ROC curve from (0, 0) to (1, 1), one point per distinct score; empty when a class is missing.
    public var rocCurve: [ROCPoint] {
        guard hasBothClasses else { return [] }
        var hits = 0
        var alarms = 0
        var points = [ROCPoint(threshold: .infinity, falsePositiveRate: 0, truePositiveRate: 0)]
        for group in tiedGroups.reversed() {
            hits += group.positives
            alarms += group.negatives
            points.append(
                ROCPoint(
                    threshold: group.score,
                    falsePositiveRate: Double(alarms) / Double(negatives),
                    truePositiveRate: Double(hits) / Double(positives)
                )
            )
        }
        return points
    }

    /// The mean of the precisions at each rise of the recall, weighted by the rise, 0 to 1; without interpolation;
    /// `nil` when no image has the finding.
    public var averagePrecision: Double? {
        guard positives > 0 else { return nil }
        var hits = 0
        var called = 0
        var sum = 0.0
        for group in tiedGroups.reversed() {
            hits += group.positives
            called += group.positives + group.negatives
            sum += Double(group.positives) * Double(hits) / Double(called)
        }
        return sum / Double(positives)
    }
}
