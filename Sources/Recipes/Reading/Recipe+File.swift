import Foundation
import Yams

extension Recipe {
    /// The largest recipe file, in bytes.
    private static let byteLimit = 1 << 20

    /// Reads a recipe from a YAML file; files that it names are looked for from the recipe's folder.
    ///
    /// - Throws: ``RecipeError`` with everything that is wrong in the file.
    public init(path: String) throws(RecipeError) {
        let url = URL(fileURLWithPath: path)
        let mapping = try Self.mapping(of: Self.text(path), file: path)
        let log = ProblemLog()
        let root = RecipeSection(
            mapping,
            path: "",
            folder: url.deletingLastPathComponent().path,
            log: log
        )
        var recipe = Recipe(name: url.deletingPathExtension().lastPathComponent, framework: .clip)
        recipe.read(root)
        root.finish()
        guard log.problems.isEmpty else {
            throw .invalid(file: path, problems: log.problems.sorted { ($0.line ?? 0) < ($1.line ?? 0) })
        }
        self = recipe
    }

    private static func text(_ path: String) throws(RecipeError) -> String {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            let exists = FileManager.default.fileExists(atPath: path)
            throw .unreadable(file: path, reason: exists ? "it cannot be opened" : "there is no such file")
        }
        guard data.count <= byteLimit else {
            throw .unreadable(file: path, reason: "it is larger than \(byteLimit >> 20) MiB")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw .unreadable(file: path, reason: "it is not UTF-8 text")
        }
        return text
    }

    private static func mapping(of text: String, file: String) throws(RecipeError) -> Node.Mapping {
        let root: Node?
        do {
            root = try compose(yaml: text)
        } catch {
            throw malformed(error, file: file)
        }
        guard case .mapping(let mapping) = root else {
            throw .malformed(file: file, line: nil, reason: "it must be a mapping of sections to keys")
        }
        return mapping
    }

    private static func malformed(_ error: any Error, file: String) -> RecipeError {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return .malformed(file: file, line: mark.line, reason: problem)
        case .reader(let problem, _, _, _):
            return .malformed(file: file, line: nil, reason: problem)
        case .duplicatedKeysInMapping(let duplicates, let context):
            let names = duplicates.prefix(4).map { "'\($0.prefix(64))'" }.joined(separator: ", ")
            return .malformed(
                file: file,
                line: context.mark.line,
                reason: "the section that begins here has keys twice: \(names)"
            )
        default: return .malformed(file: file, line: nil, reason: "it cannot be parsed")
        }
    }
}
