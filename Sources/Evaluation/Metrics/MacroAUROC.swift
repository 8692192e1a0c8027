/// The mean of the labels' areas under the ROC curve.
public struct MacroAUROC: Codable, Sendable, Equatable {
    /// The mean, every label counting the same, 0 to 1; `nil` when no label has both classes.
    public let value: Double?
    /// The labels without positive or without negative images, which the mean leaves out.
    public let leftOut: [String]

    /// The mean over those of the labels that have both classes.
    public init(of labels: [LabelScores]) {
        let areas = labels.compactMap(\.assessed.areaUnderROC)
        value = areas.isEmpty ? nil : areas.reduce(0, +) / Double(areas.count)
        leftOut = labels.filter { !$0.assessed.hasBothClasses }.map(\.name)
    }
}

/// Labels whose mean is of interest by itself, such as the base or the rare labels of a long tail.
public struct LabelGroup: Codable, Sendable, Equatable {
    /// The group's name.
    public let name: String
    /// The names of its labels.
    public let labels: [String]

    /// A named list of labels.
    public init(name: String, labels: [String]) {
        self.name = name
        self.labels = labels
    }

    /// The group's labels among scores, in the order of the scores.
    public func members(of scores: [LabelScores]) -> [LabelScores] {
        let names = Set(labels)
        return scores.filter { names.contains($0.name) }
    }
}
