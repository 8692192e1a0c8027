/// One thing that is wrong in a recipe file.
public struct RecipeProblem: Equatable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Kind: Equatable, Sendable {
        /// No such key; the nearest key of the same section, if one is near.
        case unknownKey(nearest: String?)
        /// A key that must be there is not; what its value may be.
        case missingKey(allowed: String)
        /// The value is of another kind than the one named.
        case wrongType(expected: String)
        /// The value, cut to 64 characters, is not among those allowed.
        case notAllowed(value: String, allowed: String)
        /// The value names a file that cannot be used.
        case unusableFile(path: String, reason: String)
        /// The value does not go together with another one.
        case conflict(reason: String)
    }

    /// Where it is wrong, such as `optimization.learningRate`; empty for the document.
    public let keyPath: String
    /// The line in the file, from 1, where there is one.
    public let line: Int?
    /// What is wrong.
    public let kind: Kind

    /// Names a problem.
    public init(keyPath: String, line: Int? = nil, kind: Kind) {
        self.keyPath = keyPath
        self.line = line
        self.kind = kind
    }

    /// The place, the cause and the remedy in one sentence.
    public var description: String {
        let place = keyPath.isEmpty ? "the document" : "'\(keyPath)'"
        let suffix = line.map { " (line \($0))" } ?? ""
        switch kind {
        case .unknownKey(let nearest):
            return "\(place)\(suffix) is not a key of a recipe"
                + (nearest.map { "; did you mean '\($0)'?" } ?? "; remove it.")
        case .missingKey(let allowed): return "\(place)\(suffix) is missing; it must be \(allowed)."
        case .wrongType(let expected): return "\(place)\(suffix) must be \(expected)."
        case .notAllowed(let value, let allowed):
            return "\(place)\(suffix) is \(value); it must be \(allowed)."
        case .unusableFile(let path, let reason): return "\(place)\(suffix) names \(path): \(reason)."
        case .conflict(let reason): return "\(place)\(suffix): \(reason)."
        }
    }
}
