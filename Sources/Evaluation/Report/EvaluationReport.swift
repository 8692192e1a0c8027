/// How well a model tells the labels of a data set.
public struct EvaluationReport: Codable, Sendable, Equatable {
    /// The mean over some of the labels.
    public struct Group: Codable, Sendable, Equatable {
        /// The group's name.
        public let name: String
        /// The names of its labels that the mean is over.
        public let labels: [String]
        /// The mean of their areas under the ROC curve; `nil` when none has both classes.
        public let auroc: Estimate?
    }

    /// The model or ensemble.
    public let model: String
    /// The data set.
    public let data: String
    /// The number of images.
    public let images: Int
    /// The resamples that the intervals come from.
    public let bootstrap: Bootstrap
    /// One result per label, in the order of the scores, also of labels that the mean leaves out.
    public let labels: [LabelResult]
    /// The mean of the areas under the ROC curve; `nil` when no label has both classes.
    public let macroAUROC: Estimate?
    /// The labels that the mean leaves out, since they have no positive or no negative image.
    public let leftOut: [String]
    /// The means over groups of labels.
    public let groups: [Group]

    /// What a report is about and what it takes from elsewhere.
    public struct Subject: Sendable {
        /// The model or ensemble.
        public var model: String
        /// The data set.
        public var data: String
        /// Thresholds and calibrations from validation data; without them there are no decisions.
        public var choices: ValidationChoices?
        /// Groups of labels with a mean of their own.
        public var groups: [LabelGroup]

        /// Names the model and the data.
        public init(
            model: String,
            data: String,
            choices: ValidationChoices? = nil,
            groups: [LabelGroup] = []
        ) {
            self.model = model
            self.data = data
            self.choices = choices
            self.groups = groups
        }
    }

    /// Works out all figures of a model's scores.
    ///
    /// - Throws: `nothingToEvaluate`, `repeatedLabel`, `differentImageCounts`, or `nonFiniteScore` when a calibration
    ///   does not suit a score.
    public init(of scores: [LabelScores], subject: Subject, bootstrap: Bootstrap) throws(EvaluationError) {
        let areas = try bootstrap.areasUnderROC(of: scores)
        var labels: [LabelResult] = []
        for (label, area) in zip(scores, areas.labels) {
            labels.append(try LabelResult(label.assessed, auroc: area, choices: subject.choices))
        }
        model = subject.model
        data = subject.data
        images = try scores.imageCount()
        self.bootstrap = bootstrap
        self.labels = labels
        macroAUROC = areas.macro
        leftOut = areas.leftOut
        groups = try Self.groups(subject.groups, of: scores, bootstrap: bootstrap)
    }

    private static func groups(
        _ groups: [LabelGroup],
        of scores: [LabelScores],
        bootstrap: Bootstrap
    ) throws(EvaluationError) -> [Group] {
        var results: [Group] = []
        for group in groups {
            let members = group.members(of: scores).filter(\.assessed.hasBothClasses)
            let area = members.isEmpty ? nil : try bootstrap.areasUnderROC(of: members).macro
            results.append(Group(name: group.name, labels: members.map(\.name), auroc: area))
        }
        return results
    }
}
