extension Recipe {
    /// When a run is saved. It changes nothing in what is learnt.
    public struct Checkpoints: Codable, Sendable, Equatable {
        /// Minutes from one checkpoint to the next, 0.01...100,000; there is one at the end of each epoch too.
        public var everyMinutes = 15.0
        /// How many of the newest checkpoints stay, 1...1,000; the best one always does.
        public var keep = 3

        /// A checkpoint a quarter of an hour.
        public init() {}
    }

    /// What the machine gives to a run. It changes nothing in what is learnt, apart from rounding.
    public struct Resources: Codable, Sendable, Equatable {
        /// Where the encoders compute.
        public enum Device: String, Codable, Sendable, CaseIterable {
            /// The processor.
            case cpu
            /// An NVIDIA GPU.
            case cuda
        }

        /// Where the encoders compute.
        public var device = Device.cpu
        /// Threads of the computation, 1...1,024, or nil for all cores.
        public var threads: Int?
        /// Threads that read and vary images, 1...1,024, or nil for all cores.
        public var workers: Int?
        /// Batches that are made ready ahead, 1...1,024.
        public var prefetchBatches = 4
        /// Memory for decoded images in megabytes (10⁶ bytes), 0...10,000,000; 0 keeps none.
        public var imageCacheMegabytes = 1_024

        /// The processor with all cores.
        public init() {}
    }
}
