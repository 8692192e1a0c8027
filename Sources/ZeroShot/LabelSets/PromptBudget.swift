/// How many prompts a label set may still make, so that a small file cannot ask for endless work.
struct PromptBudget: Sendable {
    private var spent = 0

    /// Takes prompts off the budget, equal ones counted.
    ///
    /// - Throws: ``LabelSetError/Reason/tooManyPromptsInSet(limit:)`` with the pointer `/labels`.
    mutating func spend(_ prompts: Int) throws(LabelSetError) {
        let sum = spent.addingReportingOverflow(prompts)
        guard !sum.overflow, sum.partialValue <= LabelSetLimits.prompts else {
            throw LabelSetError(.tooManyPromptsInSet(limit: LabelSetLimits.prompts), at: "/labels")
        }
        spent = sum.partialValue
    }
}

/// The entries that a label's prompts of one polarity are made of, and their place in the file.
struct PromptEntries: Sendable {
    let texts: [String]
    let pointer: String
    /// The label's place where the entries are templates of the whole file.
    let label: String?
}
