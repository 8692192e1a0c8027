/// The sentences that a label's name is put into where it brings no prompts of its own.
public struct PromptTemplates: Equatable, Sendable {
    /// The text in a template that stands for the label's name.
    public static let placeholder = "{label}"
    /// The papers' templates: `{label}` and `no {label}` (Tiu et al. 2022; Jang et al. 2022, section 4.4.1).
    public static let standard = PromptTemplates(
        checkedPositive: ["{label}"],
        checkedNegative: ["no {label}"]
    )

    /// Templates for a finding that is there; each holds the placeholder at least once.
    public let positive: [String]
    /// Templates for a finding that is not there; each holds the placeholder at least once.
    public let negative: [String]

    /// Checks that both lists hold 1 to 32 templates of at most 1,000 Unicode scalars with the placeholder.
    ///
    /// - Throws: A ``LabelSetError`` with a pointer below `/templates`.
    public init(positive: [String], negative: [String]) throws(LabelSetError) {
        self.positive = try Self.checked(positive, at: "/templates/positive")
        self.negative = try Self.checked(negative, at: "/templates/negative")
    }

    private init(checkedPositive: [String], checkedNegative: [String]) {
        positive = checkedPositive
        negative = checkedNegative
    }

    private static func checked(_ templates: [String], at pointer: String) throws(LabelSetError) -> [String] {
        let templates = try LabelSetText.prompts(templates, at: pointer)
        for (index, template) in templates.enumerated() where !template.contains(placeholder) {
            throw LabelSetError(.missingPlaceholder, at: "\(pointer)/\(index)")
        }
        return templates
    }

    /// The templates with the name in every place of the placeholder; the name's case is kept.
    static func expand(_ templates: [String], with name: String) -> [String] {
        templates.map {
            $0.split(separator: placeholder, omittingEmptySubsequences: false).joined(separator: name)
        }
    }
}
