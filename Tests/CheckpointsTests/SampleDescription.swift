import Foundation
import Testing

/// The `model.json` of a ResNet-18 in CXR-CLIP's names, as it is and with changes.
enum SampleDescription {
    /// The path of the file.
    static let path = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures/open-resnet18.json").path

    /// The file with the value of one field, such as `weights.file`, replaced by JSON, or without the field.
    static func json(setting field: String, to value: String?) throws -> [UInt8] {
        try json { try set(field.split(separator: ".").map(String.init)[...], to: value, in: $0) }
    }

    /// The file after a change to its root object.
    static func json(_ change: ([String: Any]) throws -> [String: Any] = { $0 }) throws -> [UInt8] {
        let data = try Data(contentsOf: URL(filePath: path))
        let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        return Array(try JSONSerialization.data(withJSONObject: try change(root)))
    }

    private static func set(
        _ field: ArraySlice<String>,
        to value: String?,
        in object: [String: Any]
    ) throws -> [String: Any] {
        var changed = object
        let name = try #require(field.first)
        if field.count > 1 {
            let inner = try #require(object[name] as? [String: Any])
            changed[name] = try set(field.dropFirst(), to: value, in: inner)
        } else if let value {
            changed[name] = try JSONSerialization.jsonObject(
                with: Data(value.utf8),
                options: .fragmentsAllowed
            )
        } else {
            changed[name] = nil
        }
        return changed
    }
}
