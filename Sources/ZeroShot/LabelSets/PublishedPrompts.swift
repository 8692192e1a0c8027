import Checkpoints
import Foundation

/// A file of prompts in the form in which CXR-CLIP or GLoRIA published theirs.
///
/// - CXR-CLIP (You et al. 2023, `train_prompts_all.json`): an object of labels with the lists `pos`, `neg` and
///   perhaps `unc`. Empty prompts are left out, and so are those of uncertainty, which score nothing.
/// - GLoRIA (Huang et al. 2021, class prompts): an object of labels with lists of expressions. A prompt has one
///   expression of each list, in the order of the lists in the text, which differs between labels.
///
/// A polarity without prompts gets those of the papers' template; GLoRIA has positive prompts alone. Labels are in
/// the order of the text. "No Finding" stays derived from the others: its prompts are left out.
struct PublishedPrompts {
    private static let polarities = ["pos", "neg", "unc"]

    private let order: [JSONMemberOrder.Member]
    private let values: [String: [String: Any]]

    /// Nil where the value is not an object of objects, or has `labels` and is the project's own form.
    init?(_ value: Any, in content: Data) {
        guard let values = value as? [String: [String: Any]], !values.isEmpty, values["labels"] == nil else {
            return nil
        }
        self.values = values
        order = JSONMemberOrder(ofValid: content).members
    }

    /// The labels in the order of the text.
    func labels() throws(LabelSetError) -> [Label] {
        let hasPolarities = order.contains { $0.members.contains { Self.polarities.contains($0) } }
        let pointers = order.map { "/" + JSONPointer.escaped($0.name) }
        try Self.refuseRepeated(order.map(\.name), at: "")
        var budget = PromptBudget()
        return try LabelSet.checked(order, at: pointers) { member, pointer throws(LabelSetError) in
            let name = try LabelSetText.label(member.name, at: pointer)
            try Self.refuseRepeated(member.members, at: pointer)
            guard !Label.isNoFinding(name) else {
                return Label(name: name, group: nil, prompts: .derived)
            }
            let lists = values[member.name] ?? [:]
            let prompts =
                hasPolarities
                ? try Self.listed(lists, name, at: pointer)
                : try Self.combined(lists, member.members, name, at: pointer, within: &budget)
            try budget.spend(hasPolarities ? prompts.positive.count + prompts.negative.count : 0)
            return Label(
                name: name,
                group: nil,
                prompts: .averaged(positive: prompts.positive, negative: prompts.negative)
            )
        }
    }

    /// A label with all prompts written out.
    private static func listed(
        _ lists: [String: Any],
        _ name: String,
        at pointer: String
    ) throws(LabelSetError) -> (positive: [String], negative: [String]) {
        let object = try LabelSetObject(lists, at: pointer, supporting: polarities)
        let standard = Label(name: name, group: nil)
        func prompts(_ field: String) throws(LabelSetError) -> [String]? {
            let texts = try object.strings(field)?.filter { !PromptPair.trimmed($0).isEmpty } ?? []
            return texts.isEmpty ? nil : try LabelSetText.prompts(texts, at: "\(pointer)/\(field)")
        }
        return (
            try prompts("pos") ?? standard.positivePrompts, try prompts("neg") ?? standard.negativePrompts
        )
    }

    /// A label with lists of expressions, every combination a prompt.
    private static func combined(
        _ lists: [String: Any],
        _ names: [String],
        _ label: String,
        at pointer: String,
        within budget: inout PromptBudget
    ) throws(LabelSetError) -> (positive: [String], negative: [String]) {
        guard !names.isEmpty else { throw LabelSetError(.noPrompts, at: pointer) }
        guard names.count <= LabelSetLimits.expressionLists else {
            throw LabelSetError(
                .tooManyExpressionLists(limit: LabelSetLimits.expressionLists, received: names.count),
                at: pointer
            )
        }
        var expressions: [String: [String]] = [:]
        for name in names {
            let place = pointer + "/" + JSONPointer.escaped(name)
            expressions[name] = try PromptGrammar.list(lists[name], at: place)
        }
        let template = PromptTemplate(slots: names)
        let grammar = PromptGrammar(expressions: expressions)
        let positive = try grammar.prompts(of: [template], at: [pointer], within: &budget)
        let negative = Label(name: label, group: nil).negativePrompts
        try budget.spend(negative.count)
        return (positive, negative)
    }

    private static func refuseRepeated(_ names: [String], at pointer: String) throws(LabelSetError) {
        var seen: Set<String> = []
        if let repeated = names.first(where: { !seen.insert($0).inserted }) {
            throw LabelSetError(.repeatedMember, at: pointer + "/" + JSONPointer.escaped(repeated))
        }
    }
}
