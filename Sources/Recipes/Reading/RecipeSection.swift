import Spelling
import Yams

/// Collects what is wrong in a file, so that all of it is reported together.
final class ProblemLog {
    private(set) var problems: [RecipeProblem] = []

    func add(_ kind: RecipeProblem.Kind, at keyPath: String, line: Int? = nil) {
        problems.append(RecipeProblem(keyPath: keyPath, line: line, kind: kind))
    }
}

/// A value that a key cannot have.
struct Rejection: Error {
    let kind: RecipeProblem.Kind

    static func type(_ expected: String) -> Rejection { Rejection(kind: .wrongType(expected: expected)) }

    static func value(_ value: String, allowed: String) -> Rejection {
        Rejection(kind: .notAllowed(value: String(value.prefix(64)), allowed: allowed))
    }
}

/// A mapping of a recipe file while it is read.
///
/// It hands out values by key, remembers which keys were asked for, and logs what is wrong instead of stopping.
final class RecipeSection {
    /// What stands at a key.
    enum Reading<Value> {
        /// Nothing, or something wrong that was logged.
        case absent
        case null
        case value(Value)
    }

    let path: String
    let log: ProblemLog
    /// The folder that relative file names start from.
    let folder: String
    private let mapping: Node.Mapping
    private var known: [String] = []

    init(_ mapping: Node.Mapping, path: String, folder: String, log: ProblemLog) {
        self.mapping = mapping
        self.path = path
        self.folder = folder
        self.log = log
    }

    /// The key path of a key.
    func place(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// The line of a key's value, if it is there.
    func line(_ key: String) -> Int? { mapping[key]?.mark?.line }

    /// Logs a problem at a key.
    func report(_ kind: RecipeProblem.Kind, at key: String) {
        log.add(kind, at: place(key), line: line(key))
    }

    /// Looks a key up and logs what `parse` rejects, null included unless it is allowed.
    func reading<Value>(
        _ key: String,
        allowsNull: Bool = false,
        _ parse: (Node) throws(Rejection) -> Value
    ) -> Reading<Value> {
        known.append(key)
        guard let node = mapping[key] else { return .absent }
        if allowsNull, node.isNothing { return .null }
        do {
            return .value(try parse(node))
        } catch {
            report(error.kind, at: key)
            return .absent
        }
    }

    /// The section at a key.
    func section(_ key: String, allowsNull: Bool = false) -> Reading<RecipeSection> {
        reading(key, allowsNull: allowsNull) { (node) throws(Rejection) in
            guard case .mapping(let mapping) = node else { throw .type("a section of keys") }
            return RecipeSection(mapping, path: place(key), folder: folder, log: log)
        }
    }

    /// Reads the section at a key, if it is there, and logs the keys in it that nothing asked for.
    func within(_ key: String, _ read: (RecipeSection) -> Void) {
        guard case .value(let section) = section(key) else { return }
        read(section)
        section.finish()
    }

    /// Logs the keys that nothing asked for.
    func finish() {
        for (key, _) in mapping {
            let name = key.scalar?.string ?? "…"
            guard !known.contains(name) else { continue }
            let nearest = NearestName.to(name, among: known).map(place)
            log.add(
                .unknownKey(nearest: nearest),
                at: place(String(name.prefix(64))),
                line: key.mark?.line
            )
        }
    }

    /// Logs every key of `keys` that is there although it has no effect.
    func refuse(_ keys: [String], because reason: String) {
        for key in keys where mapping[key].map({ !$0.isNothing }) ?? false {
            report(.conflict(reason: reason), at: key)
        }
    }
}

extension Node {
    /// Whether this is null, as an empty value is.
    var isNothing: Bool {
        guard let scalar, scalar.style == .plain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// The text of a value without quotation marks, which numbers and switches are.
    var plainText: String? {
        guard let scalar, scalar.style == .plain, !isNothing else { return nil }
        return scalar.string
    }

    /// Any text, quoted or not.
    var text: String? { isNothing ? nil : scalar?.string }
}
