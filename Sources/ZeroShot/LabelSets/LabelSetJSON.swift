import Foundation

/// A label set's JSON text before its members are looked at.
enum JSONText {
    /// The text's value as Foundation represents it.
    ///
    /// Foundation guesses UTF-16 and UTF-32 as well; RFC 8259 section 8.1 allows UTF-8 alone, where no JSON
    /// text holds a zero byte.
    static func value(of content: Data) throws(LabelSetError) -> Any {
        guard content.count <= LabelSetLimits.bytes else {
            throw LabelSetError(.tooLarge(limit: LabelSetLimits.bytes, received: content.count))
        }
        guard !content.contains(0), String(validating: content, as: UTF8.self) != nil,
            let value = try? JSONSerialization.jsonObject(with: content)
        else { throw LabelSetError(.malformedJSON) }
        return value
    }
}

/// A JSON object whose every member is known; `null` counts as absent.
struct LabelSetObject {
    private let members: [String: Any]
    private let pointer: String

    init(
        _ value: Any,
        at pointer: String,
        supporting fields: [String],
        expected: String = "an object"
    ) throws(LabelSetError) {
        guard let members = value as? [String: Any] else {
            throw LabelSetError(.wrongType(expected: expected), at: pointer)
        }
        // Sorted, so that the same text always gives the same error.
        if let unknown = members.keys.filter({ !fields.contains($0) }).min() {
            throw LabelSetError(
                .unknownField(supported: fields),
                at: pointer + "/" + JSONPointer.escaped(unknown)
            )
        }
        self.members = members
        self.pointer = pointer
    }

    func value(_ field: String) -> Any? {
        guard let value = members[field], !(value is NSNull) else { return nil }
        return value
    }

    func string(_ field: String) throws(LabelSetError) -> String? {
        guard let value = value(field) else { return nil }
        guard let text = value as? String else {
            throw LabelSetError(.wrongType(expected: "a string"), at: "\(pointer)/\(field)")
        }
        return text
    }

    func strings(_ field: String) throws(LabelSetError) -> [String]? {
        guard let value = value(field) else { return nil }
        guard let items = value as? [Any] else {
            throw LabelSetError(.wrongType(expected: "an array of strings"), at: "\(pointer)/\(field)")
        }
        var texts: [String] = []
        for (index, item) in items.enumerated() {
            guard let text = item as? String else {
                throw LabelSetError(.wrongType(expected: "a string"), at: "\(pointer)/\(field)/\(index)")
            }
            texts.append(text)
        }
        return texts
    }

    /// A number, which `true` is not.
    func number(_ field: String) throws(LabelSetError) -> Double? {
        guard let value = value(field) else { return nil }
        guard let number: Double = decoded(value) else {
            throw LabelSetError(.wrongType(expected: "a number"), at: "\(pointer)/\(field)")
        }
        return number
    }

    /// Whether the field is `true`; a field that says something else is an error.
    func isMarked(_ field: String) throws(LabelSetError) -> Bool {
        guard let value = value(field) else { return false }
        guard let isMarked: Bool = decoded(value), isMarked else {
            throw LabelSetError(
                .wrongType(expected: "true, or leave the field out"),
                at: "\(pointer)/\(field)"
            )
        }
        return true
    }

    /// Foundation's numbers pass for Booleans and the other way round; its decoder tells them apart.
    private func decoded<Value: Decodable>(_ value: Any) -> Value? {
        guard JSONSerialization.isValidJSONObject([value]),
            let text = try? JSONSerialization.data(withJSONObject: [value])
        else { return nil }
        return (try? JSONDecoder().decode([Value].self, from: text))?.first
    }
}
