/// A sign that speaks for a label, with the two prompts that ask for it (Xplainer; Pellegrini et al. 2023).
public struct Descriptor: Equatable, Sendable {
    /// The sign in words as shown, 1 to 1,000 Unicode scalars in normalisation form C.
    public let text: String
    /// The prompt that says the sign is there.
    public let positivePrompt: String
    /// The prompt that says the sign is not there.
    public let negativePrompt: String
}

extension Descriptor: Encodable {
    private enum CodingKeys: String, CodingKey {
        case text
        case positivePrompt = "positive"
        case negativePrompt = "negative"
    }
}

/// How a file's descriptors become prompts and scores.
struct DescriptorRules: Sendable {
    /// The templates and the temperature of Xplainer's public code.
    static let standard = DescriptorRules(
        positive: "There are {descriptor} indicating {label}",
        negative: "There are no {descriptor} indicating {label}",
        temperature: 0.5
    )
    /// Outside of this range every score would be 0, 0.5 or 1.
    static let temperatures = 0.01...100.0
    private static let slot = "descriptor"

    let positive: String
    let negative: String
    let temperature: Double

    private init(positive: String, negative: String, temperature: Double) {
        self.positive = positive
        self.negative = negative
        self.temperature = temperature
    }

    /// Reads the member `descriptors` of a file: `positive` and `negative`, templates with `{descriptor}` and
    /// perhaps `{label}`, and `temperature`, all of which may be left out.
    init(_ value: Any?) throws(LabelSetError) {
        guard let value else {
            self = .standard
            return
        }
        let place = "/descriptors"
        let object = try LabelSetObject(
            value,
            at: place,
            supporting: ["temperature", "positive", "negative"]
        )
        temperature = try object.number("temperature") ?? Self.standard.temperature
        guard Self.temperatures.contains(temperature) else {
            throw LabelSetError(.temperatureOutOfRange(Self.temperatures), at: place + "/temperature")
        }
        positive =
            try Self.template(object.string("positive"), at: place + "/positive") ?? Self.standard.positive
        negative =
            try Self.template(object.string("negative"), at: place + "/negative") ?? Self.standard.negative
    }

    private static func template(_ text: String?, at pointer: String) throws(LabelSetError) -> String? {
        guard let text else { return nil }
        let template = try LabelSetText.prompt(text, at: pointer)
        let slots = try PromptTemplate(template, at: pointer).slots
        if let unknown = slots.first(where: { $0 != slot && $0 != PromptGrammar.labelSlot }) {
            throw LabelSetError(.unknownSlot(name: unknown), at: pointer)
        }
        guard slots.contains(slot) else { throw LabelSetError(.missingDescriptorSlot, at: pointer) }
        return template
    }

    /// Reads a label's descriptors: texts, or objects with the text and both prompts.
    func descriptors(_ value: Any, label: String, at pointer: String) throws(LabelSetError) -> [Descriptor] {
        guard let items = value as? [Any] else {
            throw LabelSetError(.wrongType(expected: "an array of descriptors"), at: pointer)
        }
        guard !items.isEmpty else { throw LabelSetError(.noDescriptors, at: pointer) }
        let limit = LabelSetLimits.descriptorsPerLabel
        guard items.count <= limit else {
            throw LabelSetError(.tooManyDescriptors(limit: limit, received: items.count), at: pointer)
        }
        var descriptors: [Descriptor] = []
        var positions: [String: Int] = [:]
        for (index, item) in items.enumerated() {
            let descriptor = try descriptor(item, label: label, at: "\(pointer)/\(index)")
            if let first = positions.updateValue(index, forKey: descriptor.text) {
                throw LabelSetError(
                    .duplicateDescriptor(first: first, second: index),
                    at: "\(pointer)/\(index)"
                )
            }
            descriptors.append(descriptor)
        }
        return descriptors
    }

    private func descriptor(_ item: Any, label: String, at pointer: String) throws(LabelSetError)
        -> Descriptor
    {
        if let text = item as? String {
            let text = try LabelSetText.prompt(text, at: pointer)
            let texts = [Self.slot: text, PromptGrammar.labelSlot: label]
            return Descriptor(
                text: text,
                positivePrompt: try Self.filled(positive, with: texts, at: pointer),
                negativePrompt: try Self.filled(negative, with: texts, at: pointer)
            )
        }
        let object = try LabelSetObject(
            item,
            at: pointer,
            supporting: ["text", "positive", "negative"],
            expected: "a string or an object with text, positive and negative"
        )
        return Descriptor(
            text: try Self.text("text", of: object, at: pointer),
            positivePrompt: try Self.text("positive", of: object, at: pointer),
            negativePrompt: try Self.text("negative", of: object, at: pointer)
        )
    }

    private static func filled(
        _ template: String,
        with texts: [String: String],
        at pointer: String
    ) throws(LabelSetError) -> String {
        try LabelSetText.prompt(PromptTemplate(template, at: pointer).filled(with: texts), at: pointer)
    }

    private static func text(
        _ field: String,
        of object: LabelSetObject,
        at pointer: String
    ) throws(LabelSetError) -> String {
        guard let text = try object.string(field) else {
            throw LabelSetError(.missingField, at: "\(pointer)/\(field)")
        }
        return try LabelSetText.prompt(text, at: "\(pointer)/\(field)")
    }
}
