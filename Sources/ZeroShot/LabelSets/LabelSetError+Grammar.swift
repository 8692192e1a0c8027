extension LabelSetError {
    var grammarExplanation: (message: String, remedy: String)? {
        switch reason {
        case .tooManyPromptsInSet(let limit):
            (
                "The labels have more than \(limit) prompts together.",
                "Shorten lists of prompts or expressions, or split the label set."
            )
        case .malformedSlot:
            (
                "A brace does not belong to a slot.",
                "Write slots as {name} with letters, digits, _ and -, only in prompts and templates."
            )
        case .invalidSlotName:
            (
                "No slot can have this name.",
                "Use 1 to 64 letters, digits, _ and -, but not \"label\", which is the label's name."
            )
        case .unknownSlot(let name):
            (
                "The slot {\(name)} has no list of expressions.",
                "Add the list to the expressions of the file or the label, or correct the slot's name."
            )
        case .noExpressions:
            (
                "The list of expressions is empty.",
                "Give at least one expression; an empty string leaves the slot out."
            )
        case .tooManyExpressionLists(let limit, let received):
            ("There are \(received) lists of expressions; at most \(limit) are allowed.", "Leave some out.")
        case .tooManyCombinations(let limit, let received, let slot):
            (
                "The templates up to this one make \(received == .max ? "far too many" : "\(received)") prompts; "
                    + "at most \(limit) are allowed.",
                slot.map { "Shorten the list of {\($0)}, or use fewer slots or templates." }
                    ?? "Use fewer templates."
            )
        default: nil
        }
    }

    var descriptorExplanation: (message: String, remedy: String)? {
        switch reason {
        case .noDescriptors:
            ("The list of descriptors is empty.", "Give at least one descriptor or leave the list out.")
        case .tooManyDescriptors(let limit, let received):
            ("There are \(received) descriptors; at most \(limit) are allowed.", "Leave some out.")
        case .duplicateDescriptor(let first, let second):
            ("The descriptors at positions \(first) and \(second) are the same.", "Leave one of them out.")
        case .missingDescriptorSlot:
            ("The template does not hold {descriptor}.", "Put {descriptor} where the descriptor belongs.")
        case .promptsBesideDescriptors:
            (
                "The label has descriptors and prompts or expressions besides.",
                "Give one or the other: with descriptors the templates make the prompts."
            )
        case .mixedScoring:
            (
                "Some labels have descriptors and others prompts; their scores would not compare.",
                "Give all labels descriptors, or make two label sets."
            )
        case .temperatureOutOfRange(let range):
            (
                "The temperature is out of range.",
                "Give a number from \(range.lowerBound) to \(range.upperBound)."
            )
        default: nil
        }
    }
}
