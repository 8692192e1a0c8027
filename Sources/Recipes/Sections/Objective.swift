extension Recipe {
    /// How images and texts are contrasted.
    public enum Framework: Sendable, Equatable {
        /// Weakly augmented images against texts (Radford et al. 2021).
        case clip
        /// The same, and two strongly augmented views of each image against each other (Mu et al. 2022).
        case slip(SelfSupervision)
        /// Original images, weakly augmented images and texts in one space (Lee et al. 2022).
        case uniclip

        /// The name in a recipe file: `clip`, `slip` or `uniclip`.
        public var name: String {
            switch self {
            case .clip: "clip"
            case .slip: "slip"
            case .uniclip: "uniclip"
            }
        }

        static let names = ["clip", "slip", "uniclip"]
    }

    /// The term of SLIP that compares views of one image.
    public struct SelfSupervision: Codable, Sendable, Equatable {
        /// What the term is multiplied with, 0...100; the paper adds it as it is (2022 preprint, equation 8).
        public var weight = 1.0
        /// A network between embeddings and the term, or nil for the embeddings themselves and the shared
        /// temperature (2022 preprint, algorithm 2).
        public var head: ProjectionHead?

        /// The paper's term.
        public init() {}
    }

    /// The network that SLIP's public code puts between image features and the self-supervised term: linear,
    /// batch normalisation and ReLU twice, then linear.
    public struct ProjectionHead: Codable, Sendable, Equatable {
        /// Width of both hidden layers, 1...65,536; 4,096 in the public code.
        public var hiddenWidth = 4_096
        /// Numbers that are compared, 1...16,384; 256 in the public code.
        public var dimensions = 256
        /// The term's own temperature, more than 0 and at most 10, which is not learnt; 0.1 in the public
        /// code.
        public var temperature = 0.1

        /// The public code's network.
        public init() {}
    }

    /// The similarity that lets positive pairs rest (2024 paper, equation 3).
    public struct Relaxation: Codable, Sendable, Equatable {
        /// t: the cosine from which a positive pair is close enough, between 0 and 1, both excluded.
        public var threshold = 0.5
        /// α: the slope of the sigmoid, more than 0 and at most 1,000.
        public var slope = 10.0

        /// The paper's similarity.
        public init() {}
    }

    /// The loss and the way its texts are drawn.
    public struct Objective: Sendable, Equatable {
        /// How images and texts are contrasted.
        public var framework: Framework
        /// n: how many sentences of a report are drawn, 1...100, or nil for the whole report.
        public var sentenceSampling: Int? = 3
        /// The relaxed similarity, or nil for plain cosines.
        public var relaxation: Relaxation? = .init()

        /// A framework with the paper's sampling and relaxation.
        public init(framework: Framework) {
            self.framework = framework
        }
    }
}

extension Recipe.Objective: Codable {
    private enum CodingKeys: String, CodingKey {
        case framework, selfSupervision, sentenceSampling, relaxation
    }

    /// Reads the form that a recipe file has.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(String.self, forKey: .framework) {
        case "clip": framework = .clip
        case "slip":
            framework = .slip(try container.decode(Recipe.SelfSupervision.self, forKey: .selfSupervision))
        case "uniclip": framework = .uniclip
        case let name:
            throw DecodingError.dataCorruptedError(
                forKey: .framework,
                in: container,
                debugDescription: "'\(name)' is not a framework; use clip, slip or uniclip"
            )
        }
        sentenceSampling = try container.decodeIfPresent(Int.self, forKey: .sentenceSampling)
        relaxation = try container.decodeIfPresent(Recipe.Relaxation.self, forKey: .relaxation)
    }

    /// Writes the form that a recipe file has.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(framework.name, forKey: .framework)
        if case .slip(let selfSupervision) = framework {
            try container.encode(selfSupervision, forKey: .selfSupervision)
        }
        try container.encodeIfPresent(sentenceSampling, forKey: .sentenceSampling)
        try container.encodeIfPresent(relaxation, forKey: .relaxation)
    }
}
