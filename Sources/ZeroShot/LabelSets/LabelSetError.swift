/// Why a label set was refused, and where in its JSON text.
public struct LabelSetError: Error, Equatable, Sendable {
    /// The cause, with the facts that belong to it.
    public enum Reason: Equatable, Sendable {
        /// The bytes are not one JSON text in UTF-8.
        case malformedJSON
        /// The text is larger than a label set may be, in bytes.
        case tooLarge(limit: Int, received: Int)
        /// A value has another JSON type than the one named here.
        case wrongType(expected: String)
        /// An object has a member that means nothing; `supported` names those that do.
        case unknownField(supported: [String])
        /// An object lacks a member that it must have.
        case missingField
        /// The name is not 1 to 64 characters from `A-Z a-z 0-9 . _ -`, or is `.` or `..`.
        case invalidName
        /// The list of labels is empty.
        case noLabels
        /// There are more labels than a set may have.
        case tooManyLabels(limit: Int, received: Int)
        /// A label has no text besides white space.
        case emptyLabel
        /// The same label is also at another position, counted from 0.
        case duplicateLabel(first: Int, second: Int)
        /// "No Finding" is the only label, so there is nothing to derive its score from.
        case onlyNoFinding
        /// "No Finding" was given prompts, but is derived from the other labels.
        case promptsForNoFinding
        /// A list of prompts or templates is empty.
        case noPrompts
        /// A list of prompts or templates is longer than it may be.
        case tooManyPrompts(limit: Int, received: Int)
        /// A prompt or template has no text besides white space.
        case emptyPrompt
        /// A text is longer than it may be, in Unicode scalars.
        case textTooLong(limit: Int, received: Int)
        /// A text holds a control character or a line separator.
        case controlCharacter
        /// A template does not hold `{label}`.
        case missingPlaceholder
        /// A label's group is neither `base` nor `rare`.
        case unknownGroup
        /// A JSON object has two members of one name.
        case repeatedMember
        /// The prompts of all labels together are more than a set may have.
        case tooManyPromptsInSet(limit: Int)
        /// A brace in a template or expression does not belong to a slot with a name.
        case malformedSlot
        /// A list of expressions has a name that no slot can have.
        case invalidSlotName
        /// A template's slot has no list of expressions, neither the label's nor the file's.
        case unknownSlot(name: String)
        /// A list of expressions is empty, so that its slot would make no prompt.
        case noExpressions
        /// There are more lists of expressions than a file or label may have.
        case tooManyExpressionLists(limit: Int, received: Int)
        /// Templates make more prompts than a label may have; `slot` is the one with the longest list.
        ///
        /// `received` is the largest integer where there are more than it can say.
        case tooManyCombinations(limit: Int, received: Int, slot: String?)
        /// A label's list of descriptors is empty.
        case noDescriptors
        /// There are more descriptors than a label may have.
        case tooManyDescriptors(limit: Int, received: Int)
        /// The same descriptor is also at another position, counted from 0.
        case duplicateDescriptor(first: Int, second: Int)
        /// A template of descriptors does not hold `{descriptor}`.
        case missingDescriptorSlot
        /// A label has descriptors and prompts or expressions besides.
        case promptsBesideDescriptors
        /// Some labels have descriptors and others prompts.
        case mixedScoring
        /// The temperature of descriptors lies outside the range.
        case temperatureOutOfRange(ClosedRange<Double>)
    }

    /// The cause.
    public let reason: Reason
    /// Where: a JSON pointer (RFC 6901), empty for the whole text.
    public let pointer: String

    init(_ reason: Reason, at pointer: String = "") {
        self.reason = reason
        self.pointer = pointer
    }
}

extension LabelSetError {
    /// The limit that was passed, where the reason is one.
    public var limit: Int? {
        if case .tooManyPromptsInSet(let limit) = reason { limit } else { measure?.limit }
    }
    /// The value that passed the limit, where the reason is one.
    public var received: Int? { measure?.received }

    private var measure: (limit: Int, received: Int)? {
        switch reason {
        case .tooLarge(let limit, let received), .tooManyLabels(let limit, let received),
            .tooManyPrompts(let limit, let received), .textTooLong(let limit, let received),
            .tooManyExpressionLists(let limit, let received), .tooManyDescriptors(let limit, let received),
            .tooManyCombinations(let limit, let received, _):
            return (limit, received)
        default: return nil
        }
    }

    /// The cause in one sentence, without any text of the label set but the name of a slot.
    public var message: String { explanation.message }
    /// What to change, in one sentence.
    public var remedy: String { explanation.remedy }

    private var explanation: (message: String, remedy: String) {
        structureExplanation ?? grammarExplanation ?? descriptorExplanation ?? contentExplanation
    }

    private var structureExplanation: (message: String, remedy: String)? {
        switch reason {
        case .malformedJSON:
            return ("The label set is not valid JSON.", "Send one JSON object in UTF-8.")
        case .tooLarge(let limit, let received):
            return (
                "The label set has \(received) bytes; at most \(limit) are allowed.", "Split the label set."
            )
        case .wrongType(let expected):
            return ("The value has the wrong type.", "Give \(expected).")
        case .unknownField(let supported):
            return ("The field is unknown.", "Use only \(supported.joined(separator: ", ")).")
        case .missingField:
            return ("A required field is missing.", "Add the field.")
        case .invalidName:
            return ("The label set's name is not valid.", "Use 1 to 64 of the characters A-Z a-z 0-9 . _ -")
        case .unknownGroup:
            return ("The group is unknown.", "Use \"base\", \"rare\" or null.")
        case .repeatedMember:
            return ("Two fields of the object have the same name.", "Put them together or rename one.")
        default:
            return nil
        }
    }

    private var contentExplanation: (message: String, remedy: String) {
        switch reason {
        case .noLabels:
            return ("There are no labels.", "Give at least one label.")
        case .tooManyLabels(let limit, let received):
            return ("There are \(received) labels; at most \(limit) are allowed.", "Split the label set.")
        case .emptyLabel:
            return ("The label is empty.", "Give the label a text or leave it out.")
        case .duplicateLabel(let first, let second):
            return ("The labels at positions \(first) and \(second) are the same.", "Leave one of them out.")
        case .onlyNoFinding:
            return (
                "\"No Finding\" is derived from the other labels and there is no other.",
                "Add at least one finding."
            )
        case .promptsForNoFinding:
            return (
                "\"No Finding\" is derived from the other labels and takes no prompts.",
                "Leave its prompts out, or give the label another name."
            )
        case .noPrompts:
            return ("The list of prompts is empty.", "Give at least one prompt or leave the list out.")
        case .tooManyPrompts(let limit, let received):
            return ("There are \(received) prompts; at most \(limit) are allowed.", "Leave some out.")
        case .emptyPrompt:
            return ("The prompt is empty.", "Give the prompt a text or leave it out.")
        case .textTooLong(let limit, let received):
            return ("The text has \(received) characters; at most \(limit) are allowed.", "Shorten the text.")
        case .controlCharacter:
            return ("The text holds a control character or line separator.", "Remove it.")
        case .missingPlaceholder:
            return ("The template does not hold {label}.", "Put {label} where the label's name belongs.")
        default:
            return ("The label set is not valid.", "Check it against the documentation.")
        }
    }
}

extension LabelSetError: CustomStringConvertible {
    /// Message, place and remedy in one line.
    public var description: String {
        pointer.isEmpty ? "\(message) \(remedy)" : "\(message) (at \(pointer)) \(remedy)"
    }
}
