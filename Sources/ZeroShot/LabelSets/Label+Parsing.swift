extension Label {
    /// Prompts as given with a label; nil where the templates make them.
    private struct GivenPrompts {
        var positive: [String]?
        var negative: [String]?
    }

    /// Reads one item of a label set's `labels`, at the JSON pointer.
    init(_ value: Any, templates: PromptTemplates, at pointer: String) throws(LabelSetError) {
        if let text = value as? String {
            name = try LabelSetText.label(text, at: pointer)
            group = nil
            (positivePrompts, negativePrompts) = try Self.prompts(
                of: name,
                given: GivenPrompts(),
                templates: templates,
                at: pointer
            )
            return
        }
        let object = try LabelSetObject(
            value,
            at: pointer,
            supporting: ["name", "positive", "negative", "group"],
            expected: "a string or an object with a name"
        )
        guard let text = try object.string("name") else {
            throw LabelSetError(.missingField, at: pointer + "/name")
        }
        name = try LabelSetText.label(text, at: pointer + "/name")
        group = try Self.group(object.string("group"), at: pointer + "/group")
        let given = try GivenPrompts(
            positive: object.strings("positive"),
            negative: object.strings("negative")
        )
        (positivePrompts, negativePrompts) = try Self.prompts(
            of: name,
            given: given,
            templates: templates,
            at: pointer
        )
    }

    /// A label whose name is known to keep the limits.
    init(name: String, group: Group?) {
        let templates = PromptTemplates.standard
        self.name = name
        self.group = group
        positivePrompts = PromptTemplates.expand(templates.positive, with: name)
        negativePrompts = PromptTemplates.expand(templates.negative, with: name)
    }

    private static func prompts(
        of name: String,
        given: GivenPrompts,
        templates: PromptTemplates,
        at pointer: String
    ) throws(LabelSetError) -> (positive: [String], negative: [String]) {
        if isNoFinding(name) {
            guard given.positive?.isEmpty ?? true, given.negative?.isEmpty ?? true else {
                throw LabelSetError(.promptsForNoFinding, at: pointer)
            }
            return ([], [])
        }
        var prompts: (positive: [String], negative: [String])
        if let texts = given.positive {
            prompts.positive = try LabelSetText.prompts(texts, at: pointer + "/positive")
        } else {
            prompts.positive = try expanded(templates.positive, with: name, at: pointer)
        }
        if let texts = given.negative {
            prompts.negative = try LabelSetText.prompts(texts, at: pointer + "/negative")
        } else {
            prompts.negative = try expanded(templates.negative, with: name, at: pointer)
        }
        return prompts
    }

    private static func expanded(
        _ templates: [String],
        with name: String,
        at pointer: String
    ) throws(LabelSetError) -> [String] {
        var prompts: [String] = []
        for prompt in PromptTemplates.expand(templates, with: name) {
            prompts.append(try LabelSetText.prompt(prompt, at: pointer))
        }
        return prompts
    }

    private static func group(_ text: String?, at pointer: String) throws(LabelSetError) -> Group? {
        guard let text else { return nil }
        guard let group = Group(rawValue: text) else { throw LabelSetError(.unknownGroup, at: pointer) }
        return group
    }
}
