extension LabelScores {
    /// The scores of an ensemble: for each label and image the mean of the members' scores.
    ///
    /// - Parameter members: One entry per member, with the same labels and truths in the same order.
    /// - Throws: `nothingToEvaluate`, `repeatedLabel`, `differentImageCounts`, `differentLabels`,
    ///   `differentTruths`, or `nonFiniteScore` where a mean leaves the range of numbers.
    public static func ensemble(_ members: [[LabelScores]]) throws(EvaluationError) -> [LabelScores] {
        guard let first = members.first else { throw .nothingToEvaluate }
        _ = try first.imageCount()
        for member in members.dropFirst() { try first.requireSameTruths(as: member) }
        var means: [LabelScores] = []
        for (index, label) in first.enumerated() {
            var sums = label.scores
            for member in members.dropFirst() {
                for (image, score) in member[index].scores.enumerated() { sums[image] += score }
            }
            means.append(
                try LabelScores(
                    name: label.name,
                    scores: sums.map { $0 / Double(members.count) },
                    truths: label.truths
                )
            )
        }
        return means
    }
}
