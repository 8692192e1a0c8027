/// What can be wrong with a weight file, or with writing one.
public enum WeightFileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file cannot be opened or read.
    case unreadable(file: String, reason: String)
    /// The file is not what its format says.
    case malformed(file: String, reason: String)
    /// A file or folder cannot be written.
    case unwritable(file: String, reason: String)
    /// A tensor to be written has values that do not fit its shape or type.
    case unwritableTensor(name: String, reason: String)

    /// The cause and the remedy.
    public var description: String {
        switch self {
        case .unreadable(let file, let reason):
            "Cannot read \(file): \(reason)."
        case .malformed(let file, let reason):
            "\(file) is not a usable weight file: \(reason). Copy or export the weights again."
        case .unwritable(let file, let reason):
            "Cannot write \(file): \(reason). Name a place with enough room that this user may write to."
        case .unwritableTensor(let name, let reason):
            "The tensor '\(name)' cannot be written: \(reason)."
        }
    }

    /// The same failure under the name that the caller knows a file by.
    package func renaming(_ name: (String) -> String) -> WeightFileError {
        switch self {
        case .unreadable(let file, let reason): .unreadable(file: name(file), reason: reason)
        case .malformed(let file, let reason): .malformed(file: name(file), reason: reason)
        case .unwritable(let file, let reason): .unwritable(file: name(file), reason: reason)
        case .unwritableTensor: self
        }
    }
}
