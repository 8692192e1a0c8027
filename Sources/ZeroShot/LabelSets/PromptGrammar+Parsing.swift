extension PromptGrammar {
    /// Reads the member `expressions` of a file or label: an object of lists of strings, which may be empty
    /// strings.
    static func expressions(_ value: Any?, at pointer: String) throws(LabelSetError) -> [String: [String]] {
        guard let value else { return [:] }
        guard let members = value as? [String: Any] else {
            throw LabelSetError(.wrongType(expected: "an object of lists of strings"), at: pointer)
        }
        guard members.count <= LabelSetLimits.expressionLists else {
            throw LabelSetError(
                .tooManyExpressionLists(limit: LabelSetLimits.expressionLists, received: members.count),
                at: pointer
            )
        }
        var lists: [String: [String]] = [:]
        // Sorted, so that the same text always gives the same error.
        for name in members.keys.sorted() {
            let place = pointer + "/" + JSONPointer.escaped(name)
            guard PromptTemplate.isName(name), name != labelSlot else {
                throw LabelSetError(.invalidSlotName, at: place)
            }
            lists[name] = try list(members[name], at: place)
        }
        return lists
    }

    /// Reads one list of expressions.
    static func list(_ value: Any?, at pointer: String) throws(LabelSetError) -> [String] {
        guard let items = value as? [Any] else {
            throw LabelSetError(.wrongType(expected: "an array of strings"), at: pointer)
        }
        guard !items.isEmpty else { throw LabelSetError(.noExpressions, at: pointer) }
        let limit = LabelSetLimits.promptsPerPolarity
        guard items.count <= limit else {
            throw LabelSetError(.tooManyPrompts(limit: limit, received: items.count), at: pointer)
        }
        var list: [String] = []
        for (index, item) in items.enumerated() {
            guard let text = item as? String else {
                throw LabelSetError(.wrongType(expected: "a string"), at: "\(pointer)/\(index)")
            }
            list.append(try LabelSetText.expression(text, at: "\(pointer)/\(index)"))
        }
        return list
    }

    /// The prompts of an entry list as it stands in a file.
    ///
    /// An error's place is the label where it comes of the label's expressions in the file's templates.
    func prompts(of entries: PromptEntries, within budget: inout PromptBudget) throws(LabelSetError)
        -> [String]
    {
        let (texts, pointer) = (entries.texts, entries.pointer)
        guard !texts.isEmpty else { throw LabelSetError(.noPrompts, at: pointer) }
        let limit = LabelSetLimits.promptsPerPolarity
        guard texts.count <= limit else {
            throw LabelSetError(.tooManyPrompts(limit: limit, received: texts.count), at: pointer)
        }
        var templates: [PromptTemplate] = []
        var pointers: [String] = []
        for (index, entry) in texts.enumerated() {
            let place = "\(pointer)/\(index)"
            templates.append(try PromptTemplate(LabelSetText.prompt(entry, at: place), at: place))
            pointers.append(entries.label ?? place)
        }
        return try prompts(of: templates, at: pointers, within: &budget)
    }
}
