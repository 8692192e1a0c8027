/// What can go wrong with the folder of a training run.
public enum RunError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The folder cannot be made or used.
    case unusableFolder(path: String, reason: String)
    /// Another process writes to the folder; its number, if it left one.
    case inUse(path: String, process: Int?)
    /// The folder already holds a run, which was not asked to go on.
    case alreadyBegun(path: String)
    /// There is no checkpoint that can be used; the damaged ones.
    case noCheckpoint(path: String, damaged: [DamagedCheckpoint])
    /// A checkpoint could not be written; the newest one that is still there.
    case checkpointNotWritten(path: String, reason: String, kept: String?)
    /// The run was begun with other data or another package: the names of the inputs that differ.
    case otherInputs(names: [String])
    /// A file of figures cannot be written, or is not one of ours.
    case unusableMetrics(path: String, reason: String)

    /// The cause and the remedy.
    public var description: String {
        switch self {
        case .unusableFolder(let path, let reason):
            "The run folder \(path) cannot be used: \(reason)."
        case .inUse(let path, let process):
            "Another process\(process.map { " (\($0))" } ?? "") writes to the run folder \(path). "
                + "Wait for it, stop it, or choose another folder."
        case .alreadyBegun(let path):
            "The folder \(path) already holds a run. Go on with it with --resume, or choose another folder."
        case .noCheckpoint(let path, let damaged):
            "There is no usable checkpoint in \(path)."
                + damaged.map { " \($0)." }.joined()
        case .checkpointNotWritten(let path, let reason, let kept):
            "A checkpoint could not be written to \(path): \(reason). "
                + (kept.map { "\($0) is still there; free space or correct the permissions, then resume." }
                    ?? "There is none yet; free space or correct the permissions, then begin again.")
        case .otherInputs(let names):
            "The run was begun with other content of: \(names.joined(separator: ", ")). "
                + "Give it the same, or begin in a new folder."
        case .unusableMetrics(let path, let reason):
            "The figures cannot be written to \(path): \(reason)."
        }
    }
}

/// A checkpoint that cannot be used.
public struct DamagedCheckpoint: Equatable, Sendable, CustomStringConvertible {
    /// The folder's name, such as `checkpoint-000012`.
    public let name: String
    /// What is wrong with it, in one clause.
    public let reason: String

    /// The name and the cause.
    public var description: String { "\(name) is damaged: \(reason)" }
}
