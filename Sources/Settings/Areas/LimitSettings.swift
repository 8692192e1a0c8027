extension ServeSettings {
    /// How much one request may hold.
    public struct Limits: Sendable, Equatable {
        /// Bytes of a request line.
        public var requestLineBytes = 8 << 10
        /// Bytes of all field lines together.
        public var headerBytes = 16 << 10
        /// Field lines.
        public var headerCount = 100
        /// Bytes of a body, decoded from chunks.
        public var bodyBytes = 64 << 20
        /// Bytes of all requests' bodies held together.
        public var bufferedBodyBytes = 256 << 20
        /// Nesting of a JSON body.
        public var jsonDepth = 32
        /// Parts of a multipart body.
        public var multipartParts = 64
        /// Labels of one request.
        public var labelsPerRequest = 1_000
        /// Bytes of one text to embed.
        public var textBytes = 16 << 10
        /// Bytes of one report.
        public var reportBytes = 64 << 10
        /// Sentences of one report.
        public var sentencesPerReport = 200
        /// Texts to embed in one request.
        public var textsPerRequest = 256
        /// Radiographs in one batch.
        public var imagesPerBatch = 32
        /// Pixels of one radiograph.
        public var imagePixels = 100_000_000
        /// Pixels of a radiograph's longest side.
        public var imageSide = 16_384

        static let settings: [Setting] = [
            .requestLineBytes, .headerBytes, .headerCount, .bodyBytes, .bufferedBodyBytes, .jsonDepth,
            .multipartParts, .labelsPerRequest, .textBytes, .reportBytes, .sentencesPerReport,
            .textsPerRequest, .imagesPerBatch, .imagePixels, .imageSide,
        ]
    }
}

extension Setting {
    /// `--request-line-bytes`.
    public static let requestLineBytes = Setting(
        .limits,
        "request-line-bytes",
        \.limits.requestLineBytes,
        .bytes(256...1 << 20),
        help: "Bytes of a request line; RFC 9112 asks for at least 8000."
    )
    /// `--header-bytes`.
    public static let headerBytes = Setting(
        .limits,
        "header-bytes",
        \.limits.headerBytes,
        .bytes(1 << 10...1 << 20),
        help: "Bytes of a request's field lines together."
    )
    /// `--header-count`.
    public static let headerCount = Setting(
        .limits,
        "header-count",
        \.limits.headerCount,
        .integer(1...10_000),
        help: "Field lines of a request."
    )
    /// `--body-bytes`.
    public static let bodyBytes = Setting(
        .limits,
        "body-bytes",
        \.limits.bodyBytes,
        .bytes(1 << 10...1 << 34),
        help: "Bytes of a request's body."
    )
    /// `--buffered-body-bytes`.
    public static let bufferedBodyBytes = Setting(
        .limits,
        "buffered-body-bytes",
        \.limits.bufferedBodyBytes,
        .bytes(1 << 10...1 << 40),
        help: "Bytes of all requests' bodies together; beyond it clients are asked to come back later."
    )
    /// `--json-depth`.
    public static let jsonDepth = Setting(
        .limits,
        "json-depth",
        \.limits.jsonDepth,
        .integer(2...128),
        help: "Nesting of a JSON body."
    )
    /// `--multipart-parts`.
    public static let multipartParts = Setting(
        .limits,
        "multipart-parts",
        \.limits.multipartParts,
        .integer(1...10_000),
        help: "Parts of a multipart body."
    )
    /// `--labels-per-request`.
    public static let labelsPerRequest = Setting(
        .limits,
        "labels-per-request",
        \.limits.labelsPerRequest,
        .integer(1...1_000),
        help: "Labels that one request may name."
    )
    /// `--text-bytes`.
    public static let textBytes = Setting(
        .limits,
        "text-bytes",
        \.limits.textBytes,
        .bytes(64...1 << 20),
        help: "Bytes of one text to embed."
    )
    /// `--report-bytes`.
    public static let reportBytes = Setting(
        .limits,
        "report-bytes",
        \.limits.reportBytes,
        .bytes(64...16 << 20),
        help: "Bytes of one report."
    )
    /// `--sentences-per-report`.
    public static let sentencesPerReport = Setting(
        .limits,
        "sentences-per-report",
        \.limits.sentencesPerReport,
        .integer(1...10_000),
        help: "Sentences of one report."
    )
    /// `--texts-per-request`.
    public static let textsPerRequest = Setting(
        .limits,
        "texts-per-request",
        \.limits.textsPerRequest,
        .integer(1...10_000),
        help: "Texts to embed in one request."
    )
    /// `--images-per-batch`.
    public static let imagesPerBatch = Setting(
        .limits,
        "images-per-batch",
        \.limits.imagesPerBatch,
        .integer(1...1_000),
        help: "Radiographs in one batch."
    )
    /// `--image-pixels`.
    public static let imagePixels = Setting(
        .limits,
        "image-pixels",
        \.limits.imagePixels,
        .pixels(1_024...2_000_000_000),
        help: "Pixels of one radiograph; decoding takes at most 6 bytes of memory for each."
    )
    /// `--image-side`.
    public static let imageSide = Setting(
        .limits,
        "image-side",
        \.limits.imageSide,
        .integer(32...65_500),
        help: "Pixels of a radiograph's longest side."
    )
}
