extension Recipe {
    /// How the weights move.
    public struct Optimization: Codable, Sendable, Equatable {
        /// The rule for one step.
        public enum Optimizer: String, Codable, Sendable, CaseIterable {
            /// Adam (Kingma & Ba 2015); weight decay is added to the gradient.
            case adam
            /// AdamW (Loshchilov & Hutter 2019); weight decay is taken from the weights.
            case adamw
        }

        /// How the learning rate goes on after warming up.
        public enum Schedule: String, Codable, Sendable, CaseIterable {
            /// Half a cosine down to 0 at the end of the run.
            case cosine
            /// As it is.
            case constant
        }

        /// The numbers that matrix products are computed in; weights and moments are always float32.
        public enum Precision: String, Codable, Sendable, CaseIterable {
            /// IEEE 754 single precision.
            case float32
            /// bfloat16 where it does no harm, single precision elsewhere.
            case bfloat16
        }

        /// The rule for one step.
        public var optimizer = Optimizer.adam
        /// The learning rate at the end of warming up, more than 0 and at most 1.
        public var learningRate = 1e-4
        /// Decay of the mean of the gradients, 0 ..< 1.
        public var beta1 = 0.9
        /// Decay of the mean of their squares, 0 ..< 1.
        public var beta2 = 0.999
        /// Added to the root of that mean, more than 0 and at most 0.1.
        public var epsilon = 1e-8
        /// The weight decay, 0...1.
        public var weightDecay = 0.0
        /// Steps in which the learning rate grows from near 0, 0...10,000,000.
        public var warmUpIterations = 100
        /// How the learning rate goes on.
        public var schedule = Schedule.cosine
        /// Pairs that are contrasted with each other in one step, 2...1,048,576.
        public var batchSize = 1_024
        /// Pairs that are on the device at a time, 1...batchSize, with cached gradients (Gao et al. 2021), or
        /// nil for the whole batch at once.
        public var chunkSize: Int?
        /// Times that every training image is seen, 1...100,000.
        public var epochs = 50
        /// The largest norm of all gradients together, more than 0 and at most 1,000,000, or nil for no limit.
        public var gradientClipping: Double?
        /// The numbers that matrix products are computed in.
        public var precision = Precision.float32
        /// τ at the first step, 0.001...10, or nil for the package's own.
        public var initialTemperature: Double? = 0.07
        /// The largest 1/τ, 1...10,000.
        public var maximumLogitScale = 100.0
        /// The share of the old mean in an exponential moving average of the weights, more than 0 and less than
        /// 1, or nil for none. With one, the averaged weights are validated and packaged.
        public var averagingDecay: Double?
        /// What all random draws follow from, 0...9,223,372,036,854,775,807.
        public var seed = 0

        /// The paper's optimisation.
        public init() {}
    }
}
