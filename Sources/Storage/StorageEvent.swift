/// Something that an operator should read in the log, although every request went on.
public enum StorageEvent: Equatable, Sendable {
    /// The file for label sets existed with zero bytes and was made into a new, empty database.
    case emptyFileInitialized(path: String)
    /// The prompt cache was damaged; it was renamed to `movedTo` and an empty one took its place.
    case promptCacheSetAside(path: String, movedTo: String)
    /// The prompt cache cannot be used in this run: every look-up is a miss.
    case promptCacheUnavailable(StorageError)
    /// Reading the prompt cache failed; reported once until a read succeeds again.
    case promptCacheReadFailed(StorageError)
    /// Writing the prompt cache failed; reported once until a write succeeds again.
    case promptCacheWriteFailed(StorageError)
}

extension StorageEvent: CustomStringConvertible {
    /// What happened, what follows from it and what to do.
    public var description: String {
        switch self {
        case .emptyFileInitialized(let path):
            return
                "\(path) was empty and is now a new database. If it held label sets before, restore a backup."
        case .promptCacheSetAside(let path, let movedTo):
            return "The prompt cache \(path) was damaged. It was moved to \(movedTo) and is being rebuilt."
        case .promptCacheUnavailable(let error):
            return "The service runs without a prompt cache, so prompts are encoded anew. \(error)"
        case .promptCacheReadFailed(let error):
            return "The prompt cache could not be read, so prompts are encoded anew. \(error)"
        case .promptCacheWriteFailed(let error):
            return "New prompt embeddings are not kept. \(error)"
        }
    }
}
