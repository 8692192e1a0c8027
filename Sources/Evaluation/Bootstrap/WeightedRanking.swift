/// One label's images in the order of their scores, ready for the area under the ROC curve of any resample.
///
/// The order is found once. A resample is how often each image was drawn, and its area takes one pass.
struct WeightedRanking: Sendable {
    /// Image number · 4, + 2 where the finding is present, + 1 on the last image of a score.
    private let entries: [Int]

    init(_ label: LabelScores) {
        let known = label.truths.indices.filter { label.truths[$0] != nil }
        let order = known.sorted { label.scores[$0] < label.scores[$1] }
        entries = order.enumerated().map { rank, image in
            let isLast = rank + 1 == order.count || label.scores[order[rank + 1]] != label.scores[image]
            return image << 2 | (label.truths[image] == true ? 2 : 0) | (isLast ? 1 : 0)
        }
    }

    /// The area where each image counts as often as it was drawn; `nil` when a class was not drawn.
    ///
    /// - Precondition: `draws` has one entry per image.
    func area(draws: [Int]) -> Double? {
        var sum = RankSum()
        var positives = 0
        var negatives = 0
        for entry in entries {
            let count = draws[entry >> 2]
            let present = count & -((entry >> 1) & 1)
            // The counts add up to the number of images: no sum can overflow, and checking each takes half the time.
            positives &+= present
            negatives &+= count &- present
            if entry & 1 != 0 {
                sum.add(positives: positives, negatives: negatives)
                positives = 0
                negatives = 0
            }
        }
        return sum.area
    }
}

/// The mean area of some labels' rankings, as far as they have both classes.
struct MacroRanking: Sendable {
    let labels: [WeightedRanking]

    /// The labels' areas and their mean; `nil` for what has not both classes.
    func areas(draws: [Int]) -> (labels: [Double?], macro: Double?) {
        let areas = labels.map { $0.area(draws: draws) }
        let known = areas.compactMap(\.self)
        return (areas, known.isEmpty ? nil : known.reduce(0, +) / Double(known.count))
    }
}
