import Foundation
public import ZeroShot

extension Recipe {
    /// The labels that a validation scores.
    public enum ValidationLabels: Sendable, Equatable {
        /// A built-in label set by its name, such as `CheXpert-5`.
        case builtIn(String)
        /// Labels by their names, prompted as ``Validation/prompts`` says.
        case names([String])
        /// A label set file (JSON).
        case file(FileReference)
    }

    /// The sentences that a label's name is put into, in the place of `{label}`.
    public struct Prompts: Codable, Sendable, Equatable {
        /// Templates that say the finding is there.
        public var positive = ["{label}"]
        /// Templates that say it is not.
        public var negative = ["no {label}"]

        /// The paper's templates.
        public init() {}
    }

    /// What decides which weights are kept: the macro AUROC over labels on the validation split.
    public struct Validation: Codable, Sendable, Equatable {
        /// The labels that are scored, or nil for no validation: the last weights are kept then.
        public var labels: ValidationLabels? = .builtIn("CheXpert-5")
        /// Templates for ``ValidationLabels/names(_:)``.
        public var prompts: Prompts = .init()
        /// Epochs from one validation to the next, 1...100,000; the last epoch is always validated.
        public var everyEpochs = 1
        /// Validations without a better result after which the run ends, 1...100,000, or nil for none.
        public var patience: Int?

        /// The paper's validation.
        public init() {}

        /// The labels with all their prompts, or nil where there is no validation.
        ///
        /// - Throws: ``RecipeError/inapplicable(keyPath:reason:)`` where the file changed since the recipe was
        ///   read or a label cannot be used.
        public func labelSet() throws(RecipeError) -> LabelSet? {
            do {
                switch labels {
                case nil: return nil
                case .builtIn(let name):
                    guard let set = LabelSet.builtIn(named: name) else {
                        throw Self.unusable("'\(name)' is not a built-in label set")
                    }
                    return set
                case .names(let names):
                    let templates = try PromptTemplates(
                        positive: prompts.positive,
                        negative: prompts.negative
                    )
                    return try LabelSet.adHoc(labels: names, templates: templates)
                case .file(let reference):
                    return try LabelSet(parsing: try reference.content(keyPath: "validation.labels.file"))
                }
            } catch let error as LabelSetError {
                let isTemplate = error.pointer.hasPrefix("/templates")
                throw .inapplicable(
                    keyPath: isTemplate && !isFile ? Self.promptsKeyPath : "validation.labels",
                    reason: "\(error)"
                )
            } catch let error as RecipeError {
                throw error
            } catch {
                throw Self.unusable("\(error)")
            }
        }

        static let promptsKeyPath = "validation.prompts"

        private var isFile: Bool {
            if case .file = labels { true } else { false }
        }

        private static func unusable(_ reason: String) -> RecipeError {
            .inapplicable(keyPath: "validation.labels", reason: reason)
        }
    }
}

extension Recipe.ValidationLabels: Codable {
    private enum CodingKeys: String, CodingKey {
        case file
    }

    /// Reads the form that a recipe has: a name, a list of names, or an object with `file`.
    public init(from decoder: any Decoder) throws {
        if let object = try? decoder.container(keyedBy: CodingKeys.self) {
            self = .file(try object.decode(Recipe.FileReference.self, forKey: .file))
            return
        }
        let value = try decoder.singleValueContainer()
        if let name = try? value.decode(String.self) {
            self = .builtIn(name)
        } else {
            self = .names(try value.decode([String].self))
        }
    }

    /// Writes the form that a recipe has.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .builtIn(let name):
            var value = encoder.singleValueContainer()
            try value.encode(name)
        case .names(let names):
            var value = encoder.singleValueContainer()
            try value.encode(names)
        case .file(let reference):
            var object = encoder.container(keyedBy: CodingKeys.self)
            try object.encode(reference, forKey: .file)
        }
    }
}
