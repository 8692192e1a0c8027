public import Foundation

/// The service's two database files: label sets, which must never be lost, and prompt embeddings, which may.
///
/// They are kept apart so that damage to the cache never touches the label sets: a damaged cache is renamed
/// aside and rebuilt, a damaged file of label sets stops the start with an error and stays as it is.
public struct HilumDatabase: Sendable {
    /// The users' label sets, in the file at the given path.
    public let labelSets: LabelSetStore
    /// The cache of prompt embeddings, in the file ``promptCachePath(besides:)``.
    public let promptEmbeddings: PromptEmbeddingStore
    /// The folder that both files lie in.
    public let folder: String

    /// Opens the files, making those that are missing.
    ///
    /// - Parameters:
    ///   - path: The file of label sets; its folder must exist.
    ///   - busyTimeout: How long a call waits while another process holds a lock, in seconds.
    ///   - now: The clock for creation and last-use times.
    ///   - onEvent: Called from the thread of whichever call noticed the event; for the log.
    /// - Throws: A ``StorageError`` where the label sets cannot be used. A cache that cannot be used is an
    ///   event.
    public init(
        path: String,
        busyTimeout: TimeInterval = 5,
        now: @escaping @Sendable () -> Date = { Date() },
        onEvent: @escaping @Sendable (StorageEvent) -> Void
    ) throws(StorageError) {
        let file = DatabaseFile(path: path, format: .labelSets, busyTimeout: busyTimeout)
        let wasEmpty = try file.existingSize() == 0 && FileManager.default.fileExists(atPath: file.path)
        labelSets = try LabelSetStore(file: file, now: now)
        folder = URL(fileURLWithPath: file.path).deletingLastPathComponent().path
        if wasEmpty { onEvent(.emptyFileInitialized(path: file.path)) }
        let cache = DatabaseFile(
            path: Self.promptCachePath(besides: path),
            format: .promptCache,
            busyTimeout: busyTimeout
        )
        promptEmbeddings = PromptEmbeddingStore(
            file: cache,
            limit: PromptEmbeddingStore.maximumEmbeddings,
            now: now,
            onEvent: onEvent
        )
    }

    /// Moves what was written last from the logs into the files and closes them: a copy of the file of label sets alone then
    /// holds them all.
    ///
    /// To be called once, after the last request. It waits no longer than the busy timeout, and the files are closed whatever
    /// it throws.
    ///
    /// - Throws: ``StorageError/locked(path:)`` where another process was reading the label sets, or what else kept the log
    ///   from being moved: nothing is lost then, but a copy needs the file `PATH-wal` too.
    public func close() throws(StorageError) {
        promptEmbeddings.close()
        try labelSets.close()
    }

    /// The path of the prompt cache that belongs to the label sets at `path`.
    public static func promptCachePath(besides path: String) -> String { path + ".prompts" }
}
