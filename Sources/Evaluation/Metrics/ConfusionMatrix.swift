/// How many images a decision gets right and wrong.
public struct ConfusionMatrix: Codable, Sendable, Equatable {
    /// Present and called present.
    public let truePositives: Int
    /// Absent and called present.
    public let falsePositives: Int
    /// Absent and called absent.
    public let trueNegatives: Int
    /// Present and called absent.
    public let falseNegatives: Int

    /// A matrix of counts.
    public init(truePositives: Int, falsePositives: Int, trueNegatives: Int, falseNegatives: Int) {
        self.truePositives = truePositives
        self.falsePositives = falsePositives
        self.trueNegatives = trueNegatives
        self.falseNegatives = falseNegatives
    }

    /// The share of the present that is called present (recall), 0 to 1; `nil` when none is present.
    public var sensitivity: Double? { Self.share(hits, of: hits + misses) }

    /// The share of the absent that is called absent, 0 to 1; `nil` when none is absent.
    public var specificity: Double? { Self.share(rejections, of: rejections + alarms) }

    /// The share of what is called present that is present, 0 to 1; `nil` when nothing is called present.
    public var precision: Double? { Self.share(hits, of: hits + alarms) }

    /// The share of right calls, 0 to 1; `nil` without images.
    public var accuracy: Double? { Self.share(hits + rejections, of: hits + rejections + alarms + misses) }

    /// The harmonic mean of precision and sensitivity, 0 to 1; 0 where nothing is present or called present.
    public var f1: Double { Self.share(2 * hits, of: 2 * hits + alarms + misses) ?? 0 }

    /// Matthews' correlation coefficient, −1 to 1 (Matthews 1975); 0 where a row or a column is empty.
    public var mcc: Double {
        let margins = (hits + alarms) * (hits + misses) * (rejections + alarms) * (rejections + misses)
        guard margins > 0 else { return 0 }
        return (hits * rejections - alarms * misses) / margins.squareRoot()
    }

    /// Sensitivity + specificity − 1, −1 to 1 (Youden 1950); `nil` when a class is missing.
    public var youden: Double? {
        let positives = hits + misses
        let negatives = rejections + alarms
        // One division of whole numbers: equal values come out equal to the last bit, which ties need.
        return Self.share(hits * negatives - alarms * positives, of: positives * negatives)
    }

    private var hits: Double { Double(truePositives) }
    private var alarms: Double { Double(falsePositives) }
    private var rejections: Double { Double(trueNegatives) }
    private var misses: Double { Double(falseNegatives) }

    private static func share(_ part: Double, of whole: Double) -> Double? {
        whole > 0 ? part / whole : nil
    }
}

extension ScoredCases {
    /// What comes of calling the finding present where the score is at least the threshold.
    public func confusion(at threshold: Double) -> ConfusionMatrix {
        var called = 0
        var right = 0
        for (score, truth) in zip(scores, truths) where score >= threshold {
            called += 1
            right += truth ? 1 : 0
        }
        return ConfusionMatrix(
            truePositives: right,
            falsePositives: called - right,
            trueNegatives: negatives - (called - right),
            falseNegatives: positives - right
        )
    }
}
