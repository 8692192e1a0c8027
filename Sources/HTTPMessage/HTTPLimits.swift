/// How much of a request the parser takes in before it refuses.
///
/// The defaults suit a service whose largest request is one radiograph, or a batch of them, in the body.
public struct HTTPLimits: Sendable, Equatable {
    /// Bytes of the request line without its line end. The default is 8 KiB; RFC 9112 section 3 asks for
    /// at least 8,000. A longer one is answered with 414.
    public var requestLineBytes = 8 * 1024

    /// Bytes of all field lines together, line ends included. The default is 16 KiB, twice what browsers
    /// send with many cookies. More is answered with 431.
    public var headerBytes = 16 * 1024

    /// Field lines of one request. The default is 100. More is answered with 431.
    public var fieldCount = 100

    /// Bytes of the decoded body. The default is 64 MiB: 32 radiographs of 2 MiB. More is answered with
    /// 413, before any body byte is stored when Content-Length tells.
    public var bodyBytes = 64 * 1024 * 1024

    /// Bytes of one chunk-size line without its line end, extensions included. The default is 256.
    public var chunkLineBytes = 256

    /// Bytes of all chunk extensions of one body together. The default is 4 KiB: nobody needs them, and
    /// without a bound one-byte chunks could carry an endless stream of them.
    public var chunkExtensionBytes = 4 * 1024

    /// Empty lines tolerated before a request line (RFC 9112 section 2.2). The default is 4.
    public var leadingEmptyLines = 4

    /// The documented defaults.
    public init() {}
}
