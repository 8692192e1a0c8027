import Checkpoints

/// The limits on the texts of a label set, and the one way each text is cleaned and checked.
public enum LabelSetLimits {
    /// The largest JSON text of a label set, in bytes.
    public static let bytes = 4 << 20
    /// The most labels in a set.
    public static let labels = 1_000
    /// The longest label, in Unicode scalars after trimming.
    public static let labelLength = 200
    /// The most prompts per label and polarity, before equal ones are left out, and the most templates per
    /// polarity and expressions per list.
    public static let promptsPerPolarity = 2_000
    /// The most prompts of a set, before equal ones are left out.
    public static let prompts = 10_000
    /// The most lists of expressions in a file, and in a label.
    public static let expressionLists = 64
    /// The most descriptors of a label.
    public static let descriptorsPerLabel = 100
    /// The longest prompt or template, in Unicode scalars after trimming.
    public static let promptLength = 1_000
    /// The longest description, in Unicode scalars.
    public static let descriptionLength = 2_000
    /// The longest name of a label set.
    public static let nameLength = 64
}

/// Texts in normalisation form C, trimmed of white space, within their limits and free of control characters.
enum LabelSetText {
    static func label(_ text: String, at pointer: String) throws(LabelSetError) -> String {
        let text = trimmed(text)
        guard isVisible(text) else { throw LabelSetError(.emptyLabel, at: pointer) }
        return try checked(text, limit: LabelSetLimits.labelLength, at: pointer)
    }

    static func prompt(_ text: String, at pointer: String) throws(LabelSetError) -> String {
        // Stored sets are read for each request: what is already clean is not cleaned again.
        if isClean(text) { return try withinLimit(text, LabelSetLimits.promptLength, at: pointer) }
        let text = trimmed(text)
        guard isVisible(text) else { throw LabelSetError(.emptyPrompt, at: pointer) }
        return try checked(text, limit: LabelSetLimits.promptLength, at: pointer)
    }

    static func prompts(_ texts: [String], at pointer: String) throws(LabelSetError) -> [String] {
        guard !texts.isEmpty else { throw LabelSetError(.noPrompts, at: pointer) }
        let limit = LabelSetLimits.promptsPerPolarity
        guard texts.count <= limit else {
            throw LabelSetError(.tooManyPrompts(limit: limit, received: texts.count), at: pointer)
        }
        var prompts: [String] = []
        for (index, text) in texts.enumerated() {
            prompts.append(try prompt(text, at: "\(pointer)/\(index)"))
        }
        return prompts
    }

    /// An expression may be empty: it leaves its slot out.
    static func expression(_ text: String, at pointer: String) throws(LabelSetError) -> String {
        let text = try isClean(text) || text.isEmpty ? text : checked(trimmed(text), limit: .max, at: pointer)
        // A slot within an expression would not be filled: better said than scored.
        guard !text.utf8.contains(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") }) else {
            throw LabelSetError(.malformedSlot, at: pointer)
        }
        return try withinLimit(text, LabelSetLimits.promptLength, at: pointer)
    }

    /// A description may have lines.
    static func description(_ text: String, at pointer: String) throws(LabelSetError) -> String {
        let text = trimmed(text)
        let lines = text.unicodeScalars.filter { $0 != "\n" && $0 != "\t" && $0 != "\r" }
        _ = try checked(String(String.UnicodeScalarView(lines)), limit: Int.max, at: pointer)
        return try withinLimit(text, LabelSetLimits.descriptionLength, at: pointer)
    }

    /// Whether the text is printable ASCII without a blank at an end, which trimming and normalisation keep.
    private static func isClean(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, let last = bytes.last, first != 0x20, last != 0x20 else {
            return false
        }
        return bytes.allSatisfy { (0x20...0x7E).contains($0) }
    }

    /// Whether anything but white space and zero-width characters is there to read.
    private static func isVisible(_ text: String) -> Bool {
        text.unicodeScalars.contains {
            !$0.properties.isWhitespace && $0.properties.generalCategory != .format
        }
    }

    private static func trimmed(_ text: String) -> String { PromptPair.trimmed(text) }

    private static func checked(_ text: String, limit: Int, at pointer: String) throws(LabelSetError)
        -> String
    {
        let hasControl = text.unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: return true
            default: return false
            }
        }
        guard !hasControl else { throw LabelSetError(.controlCharacter, at: pointer) }
        return try withinLimit(text, limit, at: pointer)
    }

    private static func withinLimit(
        _ text: String,
        _ limit: Int,
        at pointer: String
    ) throws(LabelSetError) -> String {
        let received = text.unicodeScalars.count
        guard received <= limit else {
            throw LabelSetError(.textTooLong(limit: limit, received: received), at: pointer)
        }
        return text
    }
}
