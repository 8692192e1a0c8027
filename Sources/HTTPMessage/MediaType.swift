/// A media type with its parameters (RFC 9110 section 8.3.1): `multipart/form-data; boundary="x y"`.
public struct MediaType: Sendable, Equatable {
    /// One parameter.
    public struct Parameter: Sendable, Equatable {
        /// The name in lower case.
        public let name: String
        /// The value without quotes and escapes.
        public let value: String
    }

    /// The type in lower case: `multipart`.
    public let type: String
    /// The subtype in lower case: `form-data`.
    public let subtype: String
    /// The parameters in order; names do not repeat.
    public let parameters: [Parameter]

    /// Type and subtype without parameters: `multipart/form-data`.
    public var essence: String { "\(type)/\(subtype)" }

    /// The value of a parameter, whose name is given in lower case.
    public subscript(parameter name: String) -> String? {
        parameters.first { $0.name == name }?.value
    }

    /// Parses a Content-Type value; nil where it breaks the grammar or repeats a parameter.
    public init?(_ text: String) {
        var scanner = FieldScanner(Array(text.utf8)[...])
        guard let type = scanner.token(), scanner.take(UInt8(ascii: "/")), let subtype = scanner.token(),
            let parameters = scanner.parameters()
        else { return nil }
        self.type = type.lowercased()
        self.subtype = subtype.lowercased()
        self.parameters = parameters
    }
}

/// Reads the tokens and quoted strings of a structured field value.
struct FieldScanner {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = trimmingOptionalWhitespace(bytes)
    }

    /// Takes that byte, if it is next.
    mutating func take(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest.removeFirst()
        return true
    }

    /// Takes a token (RFC 9110 section 5.6.2).
    mutating func token() -> String? {
        let token = rest.prefix(while: ByteSet.token.contains)
        guard !token.isEmpty else { return nil }
        rest = rest[token.endIndex...]
        return asciiString(token)
    }

    /// Takes `*( OWS ";" OWS [ name "=" value ] )` up to the end (RFC 9110 section 5.6.6).
    mutating func parameters() -> [MediaType.Parameter]? {
        var parameters: [MediaType.Parameter] = []
        while true {
            rest = trimmingOptionalWhitespace(rest)
            if rest.isEmpty { return parameters }
            guard take(UInt8(ascii: ";")) else { return nil }
            rest = trimmingOptionalWhitespace(rest)
            if rest.isEmpty || rest.first == UInt8(ascii: ";") { continue }
            guard let name = token()?.lowercased(), take(UInt8(ascii: "=")), let value = value(),
                !parameters.contains(where: { $0.name == name })
            else { return nil }
            parameters.append(MediaType.Parameter(name: name, value: value))
        }
    }

    private mutating func value() -> String? {
        take(UInt8(ascii: "\"")) ? quotedRemainder() : token()
    }

    /// Takes the rest of a quoted string (RFC 9110 section 5.6.4), which must be UTF-8.
    private mutating func quotedRemainder() -> String? {
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") { return String(validating: bytes, as: UTF8.self) }
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            guard let escaped = rest.popFirst() else { return nil }
            bytes.append(escaped)
        }
        return nil
    }
}
