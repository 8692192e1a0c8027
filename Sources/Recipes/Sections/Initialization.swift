public import Encoders

extension Recipe {
    /// Where the encoders come from and which of them learn.
    public struct Initialization: Codable, Sendable, Equatable {
        /// Where the first weights come from.
        public enum Origin: String, Codable, Sendable, CaseIterable {
            /// A model package named when the run is started.
            case pretrained
            /// Random numbers, in the sizes of ``Initialization/architecture``.
            case scratch
        }

        /// One of the two encoders, its projection included.
        public enum Tower: String, Codable, Sendable, CaseIterable {
            /// The image encoder.
            case image
            /// The text encoder.
            case text
        }

        /// How texts become token ids; the fields are those of a model description.
        public struct Tokenizer: Codable, Sendable, Equatable {
            /// The algorithm.
            public enum Kind: String, Codable, Sendable, CaseIterable {
                /// WordPiece; the file has one vocabulary entry a line.
                case wordpiece
                /// CLIP's byte-pair encoding; the file has one merge a line.
                case clip
            }

            /// The algorithm.
            public var kind: Kind
            /// The vocabulary or the merges.
            public var file: FileReference
            /// Whether WordPiece lowers the case first.
            public var lowercases = true
            /// The most tokens that a text may have, special ones included: 2 to the text encoder's positions.
            public var maximumTokens: Int

            /// Describes a tokenizer.
            public init(kind: Kind, file: FileReference, lowercases: Bool = true, maximumTokens: Int) {
                self.kind = kind
                self.file = file
                self.lowercases = lowercases
                self.maximumTokens = maximumTokens
            }
        }

        /// Where the first weights come from.
        public var from = Origin.pretrained
        /// For ``Origin/pretrained``: another side of the square input in pixels, 32...2,048, which only
        /// convolutional encoders can take, or nil for the package's.
        public var resolution: Int?
        /// For ``Origin/scratch``: all sizes, in the form of `encoders` in a model description.
        public var architecture: DualEncoderConfiguration?
        /// For ``Origin/scratch``: the tokenizer, or nil for that of the package named when the run is started.
        public var tokenizer: Tokenizer?
        /// The encoders that keep their first weights.
        public var frozen: [Tower] = []
        /// Whether batch normalisation keeps its running statistics and uses them while training.
        public var freezesBatchNormStatistics = false

        /// A package's weights, all of them learning.
        public init() {}

        /// The sizes to train with, given those of the package, if there is one.
        ///
        /// - Throws: ``RecipeError/inapplicable(keyPath:reason:)`` where a resolution is asked for that the
        ///   package's image encoder cannot take, or where there are no sizes at all.
        public func encoders(
            package: DualEncoderConfiguration?
        ) throws(RecipeError) -> DualEncoderConfiguration {
            if from == .scratch {
                guard let architecture else {
                    throw .inapplicable(
                        keyPath: "initialization.architecture",
                        reason: "training from scratch needs the sizes of the encoders"
                    )
                }
                return architecture
            }
            guard var encoders = package else {
                throw .inapplicable(
                    keyPath: "initialization.from",
                    reason: "it is 'pretrained', so a model package must be named"
                )
            }
            if let resolution { encoders.image = try encoders.image.resized(to: resolution) }
            return encoders
        }
    }
}

extension ImageEncoderConfiguration {
    fileprivate func resized(to resolution: Int) throws(RecipeError) -> ImageEncoderConfiguration {
        switch self {
        case .resNet(var sizes):
            sizes.resolution = resolution
            return .resNet(sizes)
        case .resNetByPosition(var sizes):
            sizes.resolution = resolution
            return .resNetByPosition(sizes)
        case .visionTransformer, .swin:
            guard self.resolution == resolution else {
                throw .inapplicable(
                    keyPath: "initialization.resolution",
                    reason: "it is \(resolution), but the package's \(architecture) takes "
                        + "\(self.resolution) pixels; only convolutional encoders can take another size"
                )
            }
            return self
        }
    }
}
