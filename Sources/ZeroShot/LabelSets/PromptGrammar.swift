/// Lists of expressions that are put into the slots of templates, each combination one prompt.
///
/// The shape is that of the prompt sets of GLoRIA (severity × subtype × location) and CXR-CLIP (templates ×
/// names of the finding).
struct PromptGrammar: Sendable {
    /// The expressions of each slot; an expression may be empty.
    let expressions: [String: [String]]

    /// Takes lists that are already checked.
    init(expressions: [String: [String]]) {
        self.expressions = expressions
    }

    /// The grammar of one label: its own lists go before the file's, and `{label}` is its name.
    func adding(_ own: [String: [String]], label name: String) -> PromptGrammar {
        var all = expressions.merging(own) { _, own in own }
        all[Self.labelSlot] = [name]
        return PromptGrammar(expressions: all)
    }

    /// The slot that every label fills by itself.
    static let labelSlot = "label"

    /// Every prompt of a list of templates, each once.
    ///
    /// The order is that of the templates; within one, of nested loops over its slots in the order of their first
    /// places, the last slot changing fastest. Of equal prompts the first stays.
    ///
    /// - Parameters:
    ///   - pointers: The place of each template for errors.
    ///   - budget: What the whole file may still make.
    /// - Throws: ``LabelSetError/Reason/unknownSlot(name:)``, or
    ///   ``LabelSetError/Reason/tooManyCombinations(limit:received:slot:)`` before any prompt is made.
    func prompts(
        of templates: [PromptTemplate],
        at pointers: [String],
        within budget: inout PromptBudget
    ) throws(LabelSetError) -> [String] {
        try budget.spend(try combinations(of: templates, at: pointers))
        var seen: Set<String> = []
        var prompts: [String] = []
        for (template, pointer) in zip(templates, pointers) {
            for prompt in try expand(template, at: pointer) where seen.insert(prompt).inserted {
                prompts.append(prompt)
            }
        }
        return prompts
    }

    /// How many prompts the templates make, equal ones counted, where that keeps the limit.
    private func combinations(
        of templates: [PromptTemplate],
        at pointers: [String]
    ) throws(LabelSetError) -> Int {
        var total = 0
        for (template, pointer) in zip(templates, pointers) {
            let sum = total.addingReportingOverflow(try combinations(of: template, at: pointer))
            total = sum.overflow ? Int.max : sum.partialValue
            let limit = LabelSetLimits.promptsPerPolarity
            guard total <= limit else {
                throw LabelSetError(
                    .tooManyCombinations(limit: limit, received: total, slot: longest(of: template)),
                    at: pointer
                )
            }
        }
        return total
    }

    /// How many prompts a template makes; the largest integer stands for all that are larger.
    private func combinations(of template: PromptTemplate, at pointer: String) throws(LabelSetError) -> Int {
        var count = 1
        for slot in template.slots {
            guard let list = expressions[slot] else {
                throw LabelSetError(.unknownSlot(name: slot), at: pointer)
            }
            let product = count.multipliedReportingOverflow(by: list.count)
            count = product.overflow ? Int.max : product.partialValue
        }
        return count
    }

    private func longest(of template: PromptTemplate) -> String? {
        template.slots.max { (expressions[$0]?.count ?? 0) < (expressions[$1]?.count ?? 0) }
    }

    private func expand(_ template: PromptTemplate, at pointer: String) throws(LabelSetError) -> [String] {
        let lists = template.slots.map { expressions[$0] ?? [] }
        var prompts: [String] = []
        var positions = [Int](repeating: 0, count: lists.count)
        repeat {
            let texts = zip(template.slots, zip(lists, positions).map { $0[$1] })
            let sentence = template.filled(with: Dictionary(texts, uniquingKeysWith: { first, _ in first }))
            let prompt = lists.isEmpty ? sentence : Self.closingGaps(in: sentence)
            prompts.append(try LabelSetText.prompt(prompt, at: pointer))
        } while Self.advance(&positions, through: lists)
        return prompts
    }

    /// Steps to the next combination; false after the last.
    private static func advance(_ positions: inout [Int], through lists: [[String]]) -> Bool {
        for slot in positions.indices.reversed() {
            positions[slot] += 1
            if positions[slot] < lists[slot].count { return true }
            positions[slot] = 0
        }
        return false
    }

    /// Runs of blanks as one, and none before a punctuation mark that an empty expression left alone.
    private static func closingGaps(in sentence: String) -> String {
        sentence.utf8.split(separator: UInt8(ascii: " ")).reduce(into: "") { text, word in
            let isMark = word.first.map { ".,;:".utf8.contains($0) } ?? false
            if !text.isEmpty, !isMark { text += " " }
            text += Substring(word)
        }
    }
}
