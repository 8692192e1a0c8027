import Foundation

/// What a label set's file says for all of its labels.
struct LabelDefaults: Sendable {
    /// Templates for labels without prompts of their own, which hold `{label}` unless the file is a grammar.
    let templates: (positive: [String], negative: [String])
    /// The file's lists of expressions; nil where braces in prompts mean nothing.
    let grammar: PromptGrammar?
    /// How descriptors become prompts and scores.
    let descriptors: DescriptorRules

    /// Labels that are no grammar.
    init(_ templates: PromptTemplates) {
        self.templates = (templates.positive, templates.negative)
        grammar = nil
        descriptors = .standard
    }

    /// Reads the members of the root that are not labels.
    init(_ root: LabelSetObject, labels: Any) throws(LabelSetError) {
        let isGrammar = root.value("expressions") != nil || Self.haveExpressions(labels)
        grammar =
            isGrammar
            ? PromptGrammar(
                expressions: try PromptGrammar.expressions(root.value("expressions"), at: "/expressions")
            ) : nil
        descriptors = try DescriptorRules(root.value("descriptors"))
        let standard = PromptTemplates.standard
        guard let value = root.value("templates") else {
            templates = (standard.positive, standard.negative)
            return
        }
        let object = try LabelSetObject(value, at: "/templates", supporting: ["positive", "negative"])
        let positive = try object.strings("positive") ?? standard.positive
        let negative = try object.strings("negative") ?? standard.negative
        if isGrammar {
            templates = (positive, negative)
        } else {
            let checked = try PromptTemplates(positive: positive, negative: negative)
            templates = (checked.positive, checked.negative)
        }
    }

    private static func haveExpressions(_ labels: Any) -> Bool {
        (labels as? [Any] ?? []).contains { label in
            guard let expressions = (label as? [String: Any])?["expressions"] else { return false }
            return !(expressions is NSNull)
        }
    }
}
