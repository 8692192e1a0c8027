extension Recipe {
    /// A file that a recipe names.
    public struct FileReference: Codable, Sendable, Equatable {
        /// Where the file was when the recipe was read, absolute.
        public var path: String
        /// SHA-256 of its content, 64 lower-case hexadecimal digits: what a fingerprint covers.
        public var sha256: String

        /// Names a file whose content is known.
        public init(path: String, sha256: String) {
            self.path = path
            self.sha256 = sha256
        }
    }

    /// What is trained on, out of what a manifest holds.
    public struct DataSelection: Codable, Sendable, Equatable {
        /// What stands for the text of a study.
        public enum Text: String, Codable, Sendable, CaseIterable {
            /// The report's findings and impression.
            case report
            /// Sentences made from the labels by a prompt grammar.
            case labels
        }

        /// Which radiographs take part.
        public enum Views: String, Codable, Sendable, CaseIterable {
            /// Frontal ones, and those whose view is not known.
            case frontal
            /// All (2024 paper, section Data: regardless of view).
            case all
        }

        /// What stands for the text of a study.
        public var text = Text.report
        /// The prompt grammar for ``Text/labels``, or nil for the project's own.
        public var grammar: FileReference?
        /// For ``Text/labels``: at most how many absent findings a text mentions, 0...100.
        public var absentLabels = 2
        /// Which radiographs take part.
        public var views = Views.all

        /// All reports.
        public init() {}
    }

    /// How radiographs are varied before they are embedded.
    public struct Augmentation: Codable, Sendable, Equatable {
        /// A profile of random changes; the ranges belong to the profile.
        public enum Profile: String, Codable, Sendable, CaseIterable {
            /// No change.
            case none
            /// The weak profile of the 2022 preprint, section 1.1 of its supplement.
            case weak
            /// The strong profile of the same section.
            case strong
            /// The random affine profile of the 2024 paper.
            case affine
        }

        /// The profile of the images that are compared with texts.
        public var weak = Profile.affine
        /// The profile of the two views that SLIP compares with each other.
        public var strong = Profile.strong
        /// Whether half of the varied images are mirrored, as in the papers. Off keeps left and right apart.
        public var flip = true

        /// The paper's variations.
        public init() {}
    }
}
