/// The images that share one score.
struct TiedGroup {
    let score: Double
    var positives: Int
    var negatives: Int
}

extension ScoredCases {
    /// The images by distinct score, lowest first.
    var tiedGroups: [TiedGroup] {
        var groups: [TiedGroup] = []
        for index in scores.indices.sorted(by: { scores[$0] < scores[$1] }) {
            if groups.last?.score != scores[index] {
                groups.append(TiedGroup(score: scores[index], positives: 0, negatives: 0))
            }
            groups[groups.count - 1].positives += truths[index] ? 1 : 0
            groups[groups.count - 1].negatives += truths[index] ? 0 : 1
        }
        return groups
    }
}

/// The Mann–Whitney statistic, built group by group from the lowest score up.
///
/// Whole numbers throughout, twice the statistic, so that nothing is rounded before the last division. They stay below
/// twice the square of the number of images, far from overflow; bootstrapping goes through here for every image.
struct RankSum {
    private var doubled = 0
    private var positives = 0
    private var negatives = 0

    /// Adds the images of the next higher score; a pair of one score counts one half (mid-ranks).
    mutating func add(positives groupPositives: Int, negatives groupNegatives: Int) {
        doubled &+= groupPositives &* (2 &* negatives &+ groupNegatives)
        positives &+= groupPositives
        negatives &+= groupNegatives
    }

    /// The area under the ROC curve, 0 to 1; `nil` when a class is missing.
    var area: Double? {
        guard positives > 0, negatives > 0 else { return nil }
        return Double(doubled) / Double(2 * positives * negatives)
    }
}
