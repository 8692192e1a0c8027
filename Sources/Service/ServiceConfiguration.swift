public import HTTPMessage
public import Radiographs

/// What the service accepts, with defaults that suit one machine.
public struct ServiceConfiguration: Sendable {
    /// What an image may claim before it is decoded.
    public var decoding = DecodingLimits()
    /// How much of a large JPEG is decoded. The default is as much as the model can see.
    public var decodingPolicy = DecodingPolicy.scaled
    /// Parts of a form, and how long their headers may be. The defaults are ``MultipartLimits``'s.
    public var multipart = MultipartLimits()
    /// Labels that one request may name. The default is 1,000, which is also the most that a label set can have.
    public var labelsPerRequest = 1_000
    /// Images in one batch request. The default is 32.
    public var imagesPerBatch = 32
    /// Texts in one embeddings request. The default is 256.
    public var textsPerRequest = 256
    /// Bytes of one text to embed. The default is 16 KiB, far more than any encoder reads.
    public var textBytes = 16 * 1_024
    /// Bytes of one report. The default is 64 KiB; a long report has 5.
    public var reportBytes = 64 * 1_024
    /// Sentences of one report. The default is 200.
    public var sentencesPerReport = 200
    /// Nesting of a JSON body. The default is 32.
    public var jsonDepth = 32
    /// How long a request may take from its first byte to its answer. The default is 60 s.
    public var requestDeadline = Duration.seconds(60)
    /// The label set of a request that names none.
    public var defaultLabelSet = "CheXpert-5"

    /// Who may call, and how often.
    public var access = AccessPolicy()
    /// How often the service looks whether it works.
    public var readiness = ReadinessPolicy()
    /// What `GET /v1/limits` tells.
    public var limits: [ServiceLimit] = []

    /// The defaults.
    public init() {}
}
