/// Which validation was the best, and whether to go on.
public struct EarlyStopping: Codable, Sendable, Equatable {
    /// A validation's result and its place in the run.
    public struct Validation: Codable, Sendable, Equatable {
        /// The macro AUROC, 0...1.
        public var metric: Double
        /// The epoch that it followed, from 0.
        public var epoch: Int
        /// Steps taken by then.
        public var step: Int

        /// Describes a validation.
        public init(metric: Double, epoch: Int, step: Int) {
            self.metric = metric
            self.epoch = epoch
            self.step = step
        }
    }

    /// What a validation means for the run.
    public enum Verdict: Sendable, Equatable {
        /// It is the best so far.
        case improved
        /// It is not; the run goes on.
        case unimproved
        /// It is not, and patience is at its end.
        case stop
    }

    /// Validations without a better one after which the run ends, or nil for never.
    public let patience: Int?
    /// The best validation so far.
    public private(set) var best: Validation?
    /// Validations since the best.
    public private(set) var unimprovedCount = 0

    /// A rule that has seen nothing.
    public init(patience: Int?) {
        self.patience = patience
    }

    /// Takes a result in. Only a larger number is an improvement; one that is not a number never is.
    public mutating func record(_ validation: Validation) -> Verdict {
        if validation.metric > (best?.metric ?? -.infinity) {
            best = validation
            unimprovedCount = 0
            return .improved
        }
        unimprovedCount += 1
        return unimprovedCount >= patience ?? .max ? .stop : .unimproved
    }
}
