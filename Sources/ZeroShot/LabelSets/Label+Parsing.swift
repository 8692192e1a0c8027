extension Label {
    private static let fields = [
        "name", "positive", "negative", "expressions", "descriptors", "noFinding", "group",
    ]

    /// Reads one item of a label set's `labels`, at the JSON pointer.
    init(
        _ value: Any,
        defaults: LabelDefaults,
        at pointer: String,
        within budget: inout PromptBudget
    ) throws(LabelSetError) {
        if let text = value as? String {
            let reading = LabelReading(
                name: try LabelSetText.label(text, at: pointer),
                object: nil,
                defaults: defaults,
                pointer: pointer
            )
            self.init(name: reading.name, group: nil, prompts: try reading.prompts(within: &budget))
            return
        }
        let object = try LabelSetObject(
            value,
            at: pointer,
            supporting: Self.fields,
            expected: "a string or an object with a name"
        )
        guard let text = try object.string("name") else {
            throw LabelSetError(.missingField, at: pointer + "/name")
        }
        let reading = LabelReading(
            name: try LabelSetText.label(text, at: pointer + "/name"),
            object: object,
            defaults: defaults,
            pointer: pointer
        )
        let group = try Self.group(object.string("group"), at: pointer + "/group")
        self.init(name: reading.name, group: group, prompts: try reading.prompts(within: &budget))
    }

    /// A label whose name is known to keep the limits and is not "No Finding".
    init(name: String, group: Group?) {
        let templates = PromptTemplates.standard
        self.init(
            name: name,
            group: group,
            prompts: .averaged(
                positive: PromptTemplates.expand(templates.positive, with: name),
                negative: PromptTemplates.expand(templates.negative, with: name)
            )
        )
    }

    private static func group(_ text: String?, at pointer: String) throws(LabelSetError) -> Group? {
        guard let text else { return nil }
        guard let group = Group(rawValue: text) else { throw LabelSetError(.unknownGroup, at: pointer) }
        return group
    }
}

/// What a label is scored by, as its file says it.
private struct LabelReading {
    let name: String
    /// Nil for a label that is only a name.
    let object: LabelSetObject?
    let defaults: LabelDefaults
    let pointer: String

    func prompts(within budget: inout PromptBudget) throws(LabelSetError) -> Label.Prompts {
        let positive = try object?.strings("positive")
        let negative = try object?.strings("negative")
        let descriptors = object?.value("descriptors")
        let expressions = object?.value("expressions")
        let hasPrompts = positive?.isEmpty == false || negative?.isEmpty == false || expressions != nil
        if try object?.isMarked("noFinding") == true || Label.isNoFinding(name) {
            guard !hasPrompts, descriptors == nil else {
                throw LabelSetError(.promptsForNoFinding, at: pointer)
            }
            return .derived
        }
        if let descriptors {
            guard positive == nil, negative == nil, expressions == nil else {
                throw LabelSetError(.promptsBesideDescriptors, at: pointer)
            }
            let read = try defaults.descriptors.descriptors(
                descriptors,
                label: name,
                at: pointer + "/descriptors"
            )
            try budget.spend(2 * read.count)
            return .descriptors(read)
        }
        let grammar = try grammar()
        let (present, absent) = (
            Polarity(name: "positive", templates: defaults.templates.positive),
            Polarity(name: "negative", templates: defaults.templates.negative)
        )
        return .averaged(
            positive: try prompts(positive, present, grammar, &budget),
            negative: try prompts(negative, absent, grammar, &budget)
        )
    }

    /// The file's expressions and the label's own; nil where the file is no grammar.
    private func grammar() throws(LabelSetError) -> PromptGrammar? {
        guard let shared = defaults.grammar else { return nil }
        let own = try PromptGrammar.expressions(object?.value("expressions"), at: pointer + "/expressions")
        return shared.adding(own, label: name)
    }

    /// A polarity's name and the file's templates for it.
    private struct Polarity {
        let name: String
        let templates: [String]
    }

    /// The prompts of a polarity: those given, else those that the templates make.
    private func prompts(
        _ given: [String]?,
        _ polarity: Polarity,
        _ grammar: PromptGrammar?,
        _ budget: inout PromptBudget
    ) throws(LabelSetError) -> [String] {
        if let grammar {
            let entries =
                given.map { PromptEntries(texts: $0, pointer: "\(pointer)/\(polarity.name)", label: nil) }
                ?? PromptEntries(
                    texts: polarity.templates,
                    pointer: "/templates/\(polarity.name)",
                    label: pointer
                )
            return try grammar.prompts(of: entries, within: &budget)
        }
        if let given {
            let prompts = try LabelSetText.prompts(given, at: "\(pointer)/\(polarity.name)")
            try budget.spend(prompts.count)
            return prompts
        }
        try budget.spend(polarity.templates.count)
        var prompts: [String] = []
        for prompt in PromptTemplates.expand(polarity.templates, with: name) {
            prompts.append(try LabelSetText.prompt(prompt, at: pointer))
        }
        return prompts
    }
}
