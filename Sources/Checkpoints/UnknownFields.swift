import Foundation

/// Finds fields of a JSON document that a decoder did not look at: whatever the decoded value does not
/// write back.
enum UnknownFields {
    /// The path of the first field of `document` that `value` has no counterpart for, such as `text.widht` or
    /// `labels[2].slop`.
    ///
    /// - Parameter optional: Top-level fields that may be null and are then not written back.
    static func first(in document: Data, notIn value: some Encodable, optional: Set<String>) -> String? {
        guard let known = try? JSONEncoder().encode(value),
            var given = try? JSONSerialization.jsonObject(with: document) as? [String: Any],
            let written = try? JSONSerialization.jsonObject(with: known)
        else { return nil }
        for name in optional where given[name] is NSNull { given[name] = nil }
        return first(in: given, notIn: written, path: "")
    }

    private static func first(in given: Any, notIn known: Any, path: String) -> String? {
        if let given = given as? [Any], let known = known as? [Any] {
            for (index, (value, counterpart)) in zip(given, known).enumerated() {
                if let found = first(in: value, notIn: counterpart, path: "\(path)[\(index)]") {
                    return found
                }
            }
            return nil
        }
        guard let given = given as? [String: Any], let known = known as? [String: Any] else { return nil }
        for (name, value) in given.sorted(by: { $0.key < $1.key }) {
            let field = path.isEmpty ? name : "\(path).\(name)"
            guard let counterpart = known[name] else { return field }
            if let found = first(in: value, notIn: counterpart, path: field) { return found }
        }
        return nil
    }
}

extension DecodingError {
    /// The field and what is wrong with it, in one clause.
    var fieldDescription: String {
        func place(_ context: Context, _ key: (any CodingKey)? = nil) -> String {
            var path = ""
            for part in context.codingPath + (key.map { [$0] } ?? []) {
                path += part.intValue.map { "[\($0)]" } ?? (path.isEmpty ? "" : ".") + part.stringValue
            }
            return path.isEmpty ? "the document" : "the field '\(path)'"
        }
        switch self {
        case .keyNotFound(let key, let context): return "\(place(context, key)) is missing"
        case .typeMismatch(_, let context): return "\(place(context)) has the wrong type"
        case .valueNotFound(_, let context): return "\(place(context)) is null"
        case .dataCorrupted(let context):
            return context.codingPath.isEmpty
                ? "it is not valid JSON, or a number in it does not fit its field"
                : "\(place(context)): \(context.debugDescription)"
        @unknown default: return "it cannot be decoded"
        }
    }
}
