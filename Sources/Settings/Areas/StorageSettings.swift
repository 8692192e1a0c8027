extension ServeSettings {
    /// What is kept on disk.
    public struct Storage: Sendable, Equatable {
        /// The SQLite file of label sets.
        public var database = "hilum.sqlite"
        /// Bytes that must be free for the service to be ready.
        public var diskWatermarkBytes = 256 << 20

        static let settings: [Setting] = [.database, .diskWatermarkBytes]
    }
}

extension Setting {
    /// `--database`.
    public static let database = Setting(
        .storage,
        "database",
        \.storage.database,
        .path,
        help: "The SQLite file of label sets; prompt embeddings are cached beside it."
    )
    /// `--disk-watermark-bytes`.
    public static let diskWatermarkBytes = Setting(
        .storage,
        "disk-watermark-bytes",
        \.storage.diskWatermarkBytes,
        .bytes(0...1 << 50),
        help: "Bytes that must be free where the database lies, or the service is not ready."
    )
}
