/// How much of a form is taken in.
public struct MultipartLimits: Sendable, Equatable {
    /// Parts of a form. The default is 64: a batch of 32 radiographs and as many fields.
    public var partCount = 64
    /// Header bytes of one part. The default is 4 KiB.
    public var partHeaderBytes = 4 * 1024

    /// The documented defaults.
    public init() {}
}

/// One part of a form.
public struct MultipartPart: Sendable, Equatable {
    /// The field's name.
    public let name: String
    /// The file's name as the client gave it; never a path to open.
    public let filename: String?
    /// The part's media type, where one is given.
    public let contentType: MediaType?
    /// The part's bytes: a slice of the body, which is not copied.
    public let body: ArraySlice<UInt8>

    /// The bytes as UTF-8 text; nil where they are not.
    public var text: String? { String(validating: body, as: UTF8.self) }
}

/// A multipart/form-data body taken apart (RFC 7578, RFC 2046 section 5.1), strictly: no preamble, no
/// epilogue but a line end, CR LF only.
public struct MultipartForm: Sendable, Equatable {
    /// The parts in order; names may repeat.
    public let parts: [MultipartPart]

    /// Takes a body apart by the boundary in its content type.
    public init(
        contentType: MediaType,
        body: [UInt8],
        limits: MultipartLimits = MultipartLimits()
    ) throws(MultipartError) {
        guard contentType.essence == "multipart/form-data" else { throw .notMultipart }
        guard let boundary = contentType[parameter: "boundary"], (1...70).contains(boundary.utf8.count),
            boundary.utf8.allSatisfy(ByteSet.boundary.contains), boundary.last != " "
        else { throw .malformedBoundary }
        var splitter = try MultipartSplitter(body: body[...], boundary: Array(boundary.utf8))
        var parts: [MultipartPart] = []
        while let content = try splitter.next() {
            guard parts.count < limits.partCount else { throw .partCountOverLimit(limit: limits.partCount) }
            parts.append(try MultipartPart(content, number: parts.count + 1, limits: limits))
        }
        self.parts = parts
    }

    /// The parts of one name, in order.
    public func parts(named name: String) -> [MultipartPart] {
        parts.filter { $0.name == name }
    }
}

extension MultipartPart {
    /// Reads the part's header lines, an empty line, and leaves the rest as body.
    init(_ content: ArraySlice<UInt8>, number: Int, limits: MultipartLimits) throws(MultipartError) {
        var (name, filename, contentType): (String?, String?, MediaType?) = (nil, nil, nil)
        var rest = content
        while true {
            let used = rest.startIndex - content.startIndex
            let line = try Self.line(
                &rest,
                number: number,
                room: limits.partHeaderBytes - used,
                limit: limits.partHeaderBytes
            )
            if line.isEmpty { break }
            let (field, value) = try Self.field(line, number: number)
            switch field {
            case "content-disposition":
                guard name == nil else { throw .malformedPartHeader(part: number) }
                (name, filename) = try Self.disposition(value, number: number)
            case "content-type":
                guard contentType == nil, let type = MediaType(String(decoding: value, as: UTF8.self)) else {
                    throw .malformedPartHeader(part: number)
                }
                contentType = type
            case "content-transfer-encoding":
                // RFC 7578 4.7 deprecates the field; these three leave the bytes as they are.
                guard ["binary", "8bit", "7bit"].contains(lowercasedASCIIString(value)) else {
                    throw .unsupportedTransferEncoding(part: number)
                }
            default: break
            }
        }
        guard let name else { throw .missingName(part: number) }
        (self.name, self.filename, self.contentType, body) = (name, filename, contentType, rest)
    }

    /// Takes one header line up to CR LF, within `room` bytes.
    private static func line(
        _ rest: inout ArraySlice<UInt8>,
        number: Int,
        room: Int,
        limit: Int
    ) throws(MultipartError) -> ArraySlice<UInt8> {
        let window = rest.prefix(max(0, room))
        guard let feed = window.firstIndex(of: UInt8(ascii: "\n")) else {
            if window.count < rest.count { throw .partHeaderOverLimit(part: number, limit: limit) }
            throw .malformedPartHeader(part: number)
        }
        let line = rest[..<feed]
        guard line.last == UInt8(ascii: "\r") else { throw .malformedPartHeader(part: number) }
        rest = rest[(feed + 1)...]
        return line.dropLast()
    }

    private static func field(
        _ line: ArraySlice<UInt8>,
        number: Int
    ) throws(MultipartError) -> (name: String, value: ArraySlice<UInt8>) {
        let isClean = line.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == UInt8(ascii: "\t") }
        guard isClean, let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
            line[..<colon].allSatisfy(ByteSet.token.contains)
        else { throw .malformedPartHeader(part: number) }
        return (asciiString(line[..<colon]).lowercased(), trimmingOptionalWhitespace(line[(colon + 1)...]))
    }

    /// Reads `form-data; name="…"; filename="…"` (RFC 7578 section 4.2).
    private static func disposition(
        _ value: ArraySlice<UInt8>,
        number: Int
    ) throws(MultipartError) -> (name: String, filename: String?) {
        var scanner = FieldScanner(value)
        guard let kind = scanner.token(), kind.lowercased() == "form-data",
            let parameters = scanner.parameters()
        else { throw .malformedPartHeader(part: number) }
        guard let name = parameters.first(where: { $0.name == "name" })?.value, !name.isEmpty else {
            throw .missingName(part: number)
        }
        return (name, parameters.first { $0.name == "filename" }?.value)
    }
}
