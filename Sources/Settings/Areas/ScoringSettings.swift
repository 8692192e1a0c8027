public import Radiographs
public import Tensors

extension ServeSettings {
    /// The model and the line before it.
    public struct Scoring: Sendable, Equatable {
        /// The folder of a model package.
        public var model = "Models/hilum-open"
        /// How matrix products are computed; nil for the package's own choice.
        public var precision: Precision?
        /// How much of a large JPEG is decoded.
        public var decoding = DecodingPolicy.scaled
        /// Compute threads; nil for one for each core.
        public var workers: Int?
        /// Jobs that may wait for a compute thread.
        public var queueLength = 64
        /// Bytes that waiting jobs may hold together.
        public var queueBytes = 256 << 20
        /// How long a request may stand behind others in the line.
        public var queueWait = Duration.milliseconds(500)
        /// How long a request may take from its first byte to its answer.
        public var requestDeadline = Duration.seconds(60)

        static let settings: [Setting] = [
            .model, .precision, .decoding, .workers, .queueLength, .queueBytes, .queueWait, .requestDeadline,
        ]
    }
}

extension Setting {
    /// `--model`.
    public static let model = Setting(
        .scoring,
        "model",
        \.scoring.model,
        .path,
        help: "The folder of a model package or of an ensemble."
    )
    /// `--precision`.
    public static let precision = Setting(
        .scoring,
        "precision",
        \.scoring.precision,
        SettingType<Precision>.choice.or("auto"),
        help: """
            How matrix products are computed; 'auto' is the fastest that changes no probability by more than is \
            allowed on the radiographs with which the package was measured, float32 where nothing was measured.
            """
    )
    /// `--decoding`.
    public static let decoding = Setting(
        .scoring,
        "decoding",
        \.scoring.decoding,
        .choice,
        help: """
            How JPEG files are decoded: 'scaled' leaves out what is finer than the model can see by far, 'exact' \
            decodes every pixel.
            """
    )
    /// `--workers`.
    public static let workers = Setting(
        .scoring,
        "workers",
        \.scoring.workers,
        SettingType<Int>.integer(1...1_024).or("auto"),
        help: "Compute threads; 'auto' is one for each core."
    )
    /// `--queue-length`.
    public static let queueLength = Setting(
        .scoring,
        "queue-length",
        \.scoring.queueLength,
        .integer(1...100_000),
        help: "Requests that may wait for a compute thread before clients are asked to come back later."
    )
    /// `--queue-bytes`.
    public static let queueBytes = Setting(
        .scoring,
        "queue-bytes",
        \.scoring.queueBytes,
        .bytes(1 << 20...1 << 40),
        help: "Bytes that requests in the line may hold together before clients are asked to come back later."
    )
    /// `--queue-wait`.
    public static let queueWait = Setting(
        .scoring,
        "queue-wait",
        \.scoring.queueWait,
        .duration(.milliseconds(1) ... .seconds(3_600)),
        help: """
            How long a request may stand behind others in a burst before clients are asked to come back later; in a line that \
            has lasted for half of that, a job's time.
            """
    )
    /// `--request-deadline`.
    public static let requestDeadline = Setting(
        .scoring,
        "request-deadline",
        \.scoring.requestDeadline,
        .duration(.milliseconds(100) ... .seconds(3_600)),
        help: "How long a request may take from its first byte to its answer; a client may ask for less."
    )
}
