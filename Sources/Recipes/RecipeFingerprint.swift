import Crypto
import Foundation

/// A key whose value differs between two recipes.
public struct RecipeDifference: Equatable, Sendable, CustomStringConvertible {
    /// The key, such as `optimization.learningRate`.
    public let keyPath: String
    /// The value in the older recipe as JSON; `null` where there is none.
    public let old: String
    /// The value in the newer recipe as JSON; `null` where there is none.
    public let new: String

    /// The key with both values.
    public var description: String { "'\(keyPath)' was \(old) and is now \(new)" }
}

extension Recipe {
    /// SHA-256 of all that decides what is learnt, 64 lower-case hexadecimal digits.
    ///
    /// Left out are the name and the description, ``checkpoints``, ``resources``, and where files lie: their
    /// content counts.
    public var fingerprint: String {
        SHA256.hash(data: Data(essentials.json.utf8)).map { String(format: "%02x", $0) }.joined()
    }

    /// The keys under the ``fingerprint`` whose values differ, in alphabetical order.
    public func differences(from older: Recipe) -> [RecipeDifference] {
        let (old, new) = (older.essentials.leaves(), essentials.leaves())
        return Set(old.keys).union(new.keys).sorted().compactMap { key in
            let (before, after) = (old[key] ?? "null", new[key] ?? "null")
            return before == after ? nil : RecipeDifference(keyPath: key, old: before, new: after)
        }
    }

    /// - Throws: ``RecipeError/changed(differences:)`` unless a run that began with `older` can go on with this.
    public func requireContinuation(of older: Recipe) throws(RecipeError) {
        let differences = differences(from: older)
        guard differences.isEmpty else { throw .changed(differences: differences) }
    }

    private var essentials: CanonicalValue {
        var copy = self
        copy.name = ""
        copy.description = ""
        copy.checkpoints = .init()
        copy.resources = .init()
        copy.data.grammar?.path = ""
        copy.initialization.tokenizer?.file.path = ""
        if case .file(var reference) = copy.validation.labels {
            reference.path = ""
            copy.validation.labels = .file(reference)
        }
        return CanonicalValue(copy)
    }
}

/// What a value encodes to, in a form whose text does not depend on the order of keys.
private enum CanonicalValue {
    case object([String: CanonicalValue])
    case array([CanonicalValue])
    case leaf(String)

    init(_ recipe: Recipe) {
        let encoder = JSONEncoder()
        // A recipe holds no number that JSON cannot: those that were read are finite.
        guard let data = try? encoder.encode(recipe),
            let tree = try? JSONDecoder().decode(CanonicalValue.self, from: data)
        else {
            self = .leaf("null")
            return
        }
        self = tree
    }

    var json: String {
        switch self {
        case .object(let members):
            "{"
                + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value.json)" }
                .joined(separator: ",") + "}"
        case .array(let items): "[" + items.map(\.json).joined(separator: ",") + "]"
        case .leaf(let text): text
        }
    }

    /// The values that are not objects, by key path.
    func leaves(at path: String = "") -> [String: String] {
        guard case .object(let members) = self else { return [path: json] }
        return members.reduce(into: [:]) { leaves, member in
            let place = path.isEmpty ? member.key : "\(path).\(member.key)"
            leaves.merge(member.value.leaves(at: place)) { first, _ in first }
        }
    }
}

extension CanonicalValue: Decodable {
    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let members = try? value.decode([String: CanonicalValue].self) {
            self = .object(members)
        } else if let items = try? value.decode([CanonicalValue].self) {
            self = .array(items)
        } else if let flag = try? value.decode(Bool.self) {
            self = .leaf("\(flag)")
        } else if let integer = try? value.decode(Int.self) {
            self = .leaf("\(integer)")
        } else if let number = try? value.decode(Double.self) {
            self = .leaf("\(number)")
        } else if value.decodeNil() {
            self = .leaf("null")
        } else {
            let text = try value.decode(String.self)
            self = .leaf("\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\"")
        }
    }
}
