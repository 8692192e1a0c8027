/// What one model of an ensemble says about an image.
public struct EnsembleMember: Sendable, Equatable {
    /// The model's name, such as its id or digest.
    public let model: String
    /// The model's scores in the order of its label set.
    public let scores: [LabelScore]

    /// Names the model that gave the scores.
    public init(model: String, scores: [LabelScore]) {
        self.model = model
        self.scores = scores
    }

    /// Each label with its descriptors: what has to be the same for scores to be joined.
    fileprivate var subjects: [[String]] {
        scores.map { [$0.label] + ($0.evidence?.descriptors.map(\.descriptor) ?? []) }
    }
}

/// How much an image looks like a finding to several models together.
///
/// As in the papers, models are joined by the mean of their scores and not of their embeddings, which lie in
/// different spaces and may differ in width (Tiu et al. 2022; Jang et al. 2022). There is no calibrated
/// probability: the mean of several is not calibrated.
public struct EnsembleScore: Sendable, Equatable {
    /// One model's part.
    public struct Part: Sendable, Equatable {
        /// The model's name.
        public let model: String
        /// The model's own score, with its calibrated probability and its descriptors where it has them.
        public let score: LabelScore
    }

    /// The label as it was given.
    public let label: String
    /// The mean of the members' ``LabelScore/softmax``, 0 to 1; not a probability.
    ///
    /// For "no finding" too: it can be less than 1 − the largest mean of the other labels, where the members
    /// disagree about which label that is.
    public let softmax: Float
    /// The members' own scores in the order they were given.
    public let parts: [Part]

    /// Joins the scores of an image by several models.
    ///
    /// - Parameter members: At least one; all with the same labels in the same order.
    /// - Returns: One score per label, in the labels' order.
    /// - Throws: ``EnsembleError``.
    public static func scores(of members: [EnsembleMember]) throws(EnsembleError) -> [EnsembleScore] {
        guard let first = members.first else { throw .noMembers }
        let subjects = first.subjects
        for member in members.dropFirst() where member.subjects != subjects {
            throw .differentLabels(model: member.model, first: first.model)
        }
        return first.scores.indices.map { index in
            EnsembleScore(
                label: first.scores[index].label,
                parts: members.map { Part(model: $0.model, score: $0.scores[index]) }
            )
        }
    }

    private init(label: String, parts: [Part]) {
        self.label = label
        self.parts = parts
        let sum = parts.reduce(0) { $0 + Double($1.score.softmax) }
        softmax = Float(sum / Double(parts.count))
    }
}

/// Why several models' scores cannot be joined.
public enum EnsembleError: Error, Equatable, Sendable, CustomStringConvertible {
    /// There is no member.
    case noMembers
    /// A member has other labels or descriptors than the first, or the same in another order.
    case differentLabels(model: String, first: String)

    /// The cause and the remedy in one line.
    public var description: String {
        switch self {
        case .noMembers:
            "An ensemble has no models; name at least one."
        case .differentLabels(let model, let first):
            "The models '\(model)' and '\(first)' scored different labels; score with the same label set."
        }
    }
}
