/// Why a recipe cannot be used.
public enum RecipeError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file cannot be read.
    case unreadable(file: String, reason: String)
    /// The file is not YAML; the line, from 1, where it stops being so.
    case malformed(file: String, line: Int?, reason: String)
    /// All that is wrong in the file.
    case invalid(file: String, problems: [RecipeProblem])
    /// A value does not go together with the package or a file as it is now.
    case inapplicable(keyPath: String, reason: String)
    /// A run was begun with another recipe.
    case changed(differences: [RecipeDifference])

    /// The cause and the remedy.
    public var description: String {
        switch self {
        case .unreadable(let file, let reason):
            "Cannot read the recipe \(file): \(reason)."
        case .malformed(let file, let line, let reason):
            "The recipe \(file) is not valid YAML\(line.map { " (line \($0))" } ?? ""): \(reason)."
        case .invalid(let file, let problems):
            "The recipe \(file) cannot be used:"
                + problems.map { "\n  - \($0)" }.joined()
        case .inapplicable(let keyPath, let reason):
            "The recipe's '\(keyPath)' cannot be used: \(reason)."
        case .changed(let differences):
            "The run was begun with another recipe; go on with that one or begin in a new folder:"
                + differences.map { "\n  - \($0)" }.joined()
        }
    }
}
