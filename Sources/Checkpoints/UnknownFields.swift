import Foundation

/// Finds fields of a JSON document that a decoder did not look at: whatever the decoded value does not
/// write back.
enum UnknownFields {
    /// The path of the first field of `document` that `value` has no counterpart for, such as `text.widht`.
    static func first(in document: Data, notIn value: some Encodable) -> String? {
        guard let known = try? JSONEncoder().encode(value),
            let given = try? JSONSerialization.jsonObject(with: document),
            let written = try? JSONSerialization.jsonObject(with: known)
        else { return nil }
        return first(in: given, notIn: written, path: [])
    }

    private static func first(in given: Any, notIn known: Any, path: [String]) -> String? {
        guard let given = given as? [String: Any], let known = known as? [String: Any] else { return nil }
        for (name, value) in given.sorted(by: { $0.key < $1.key }) {
            guard let counterpart = known[name] else { return (path + [name]).joined(separator: ".") }
            if let found = first(in: value, notIn: counterpart, path: path + [name]) { return found }
        }
        return nil
    }
}

extension DecodingError {
    /// The field and what is wrong with it, in one clause.
    var fieldDescription: String {
        func place(_ context: Context, _ key: (any CodingKey)? = nil) -> String {
            let path = (context.codingPath + (key.map { [$0] } ?? [])).map(\.stringValue)
            return path.isEmpty ? "the document" : "the field '\(path.joined(separator: "."))'"
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
