package import HTTPTypes

/// A request target taken apart (RFC 9112 section 3.2).
public struct RequestTarget: Sendable, Equatable {
    /// The target in origin or asterisk form, as sent; absolute forms lose scheme and authority.
    public let raw: String
    /// The authority of an absolute form.
    public let authority: String?
    /// The decoded path segments; empty for `*`.
    public let segments: [String]
    /// The decoded query.
    public let query: [QueryItem]

    /// Parses origin, absolute and asterisk form. CONNECT's authority form is refused with 501.
    package init(_ bytes: ArraySlice<UInt8>, method: HTTPRequest.Method) throws(ParseError) {
        guard !bytes.isEmpty, bytes.allSatisfy(ByteSet.target.contains) else { throw .malformedTarget }
        guard method != .connect else { throw .unsupportedMethod }
        let (authority, local) = try Self.splitAbsoluteForm(bytes)
        self.authority = authority
        if local.isEmpty || local.elementsEqual("*".utf8) {
            // An absolute form without path is `*` for OPTIONS and `/` otherwise (RFC 9112 3.2.4).
            guard method == .options || (authority != nil && local.isEmpty) else { throw .malformedTarget }
            raw = method == .options ? "*" : "/"
            segments = method == .options ? [] : [""]
            query = []
            return
        }
        let mark = local.firstIndex(of: UInt8(ascii: "?")) ?? local.endIndex
        raw = asciiString(local)
        segments = try Self.segments(of: local[..<mark])
        query = mark == local.endIndex ? [] : try Self.query(of: local[(mark + 1)...])
    }

    /// Splits `http://authority/path` into authority and `/path`; other targets stay whole.
    private static func splitAbsoluteForm(
        _ bytes: ArraySlice<UInt8>
    ) throws(ParseError) -> (authority: String?, local: ArraySlice<UInt8>) {
        if bytes.first == UInt8(ascii: "/") || bytes.elementsEqual("*".utf8) { return (nil, bytes) }
        let scheme = asciiString(bytes.prefix(8)).lowercased()
        let schemeLength = scheme == "https://" ? 8 : scheme.hasPrefix("http://") ? 7 : 0
        guard schemeLength > 0 else { throw .malformedTarget }
        let rest = bytes.dropFirst(schemeLength)
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        let authority = rest[..<end]
        // RFC 9110 4.2.1: an http target without a host is invalid.
        guard !authority.isEmpty, isAuthority(authority) else { throw .malformedTarget }
        let local = rest[end...]
        return (
            asciiString(authority), local.first == UInt8(ascii: "?") ? [UInt8(ascii: "/")] + local : local
        )
    }

    private static func segments(of path: ArraySlice<UInt8>) throws(ParseError) -> [String] {
        var segments: [String] = []
        for piece in path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            let segment = try decoded(piece, plusIsBlank: false)
            guard segment.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { throw .malformedEscape }
            guard !leadsElsewhere(segment) else { throw .dotSegment }
            segments.append(segment)
        }
        return segments
    }

    /// Whether a decoded segment is a dot segment, or holds `..` between escaped slashes or backslashes, which a
    /// handler might take for a path of its own.
    private static func leadsElsewhere(_ segment: String) -> Bool {
        if segment == "." { return true }
        return segment.utf8.split(omittingEmptySubsequences: false) {
            $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\")
        }.contains { $0.elementsEqual("..".utf8) }
    }

    private static func query(of bytes: ArraySlice<UInt8>) throws(ParseError) -> [QueryItem] {
        var items: [QueryItem] = []
        for piece in bytes.split(separator: UInt8(ascii: "&")) {
            let sign = piece.firstIndex(of: UInt8(ascii: "=")) ?? piece.endIndex
            let name = try decoded(piece[..<sign], plusIsBlank: true)
            let value = try decoded(piece[sign...].dropFirst(), plusIsBlank: true)
            items.append(QueryItem(name: name, value: value))
        }
        return items
    }

    /// Decodes percent escapes; what results must be UTF-8 without NUL.
    private static func decoded(
        _ bytes: ArraySlice<UInt8>,
        plusIsBlank: Bool
    ) throws(ParseError) -> String {
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var rest = bytes
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let high = rest.popFirst().flatMap(hexadecimalValue),
                    let low = rest.popFirst().flatMap(hexadecimalValue)
                else { throw .malformedEscape }
                plain.append(high << 4 | low)
            } else {
                plain.append(plusIsBlank && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        guard !plain.contains(0), let text = String(validating: plain, as: UTF8.self) else {
            throw .malformedEscape
        }
        return text
    }
}
