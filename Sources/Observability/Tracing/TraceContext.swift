/// Who a request is to the tracing of its caller: the `traceparent` field of W3C Trace Context, section 3.2.
public struct TraceContext: Sendable, Equatable {
    /// The whole trace: 32 lowercase hexadecimal digits, not all zero.
    public let traceID: String
    /// The caller's span: 16 lowercase hexadecimal digits, not all zero.
    public let parentID: String

    /// Reads a field's value; nil where it is malformed.
    ///
    /// Version 00 is exactly `00-<trace>-<parent>-<flags>`. Of a higher version only those four parts are read, and
    /// more may follow after a dash (section 3.2.4). Version ff, capital digits and identifiers of zeros are refused.
    /// A field that came twice is malformed: do not join its values.
    public init?(traceparent: String) {
        let bytes = Array(traceparent.utf8.prefix(Self.longest + 1))
        guard bytes.count >= Self.length, bytes.count <= Self.longest else { return nil }
        let dash = UInt8(ascii: "-")
        guard [2, 35, 52].allSatisfy({ bytes[$0] == dash }) else { return nil }
        guard bytes.count == Self.length || bytes[Self.length] == dash else { return nil }
        guard let version = Self.digits(bytes[0..<2]), Self.digits(bytes[53..<55]) != nil,
            let trace = Self.digits(bytes[3..<35]), let parent = Self.digits(bytes[36..<52])
        else { return nil }
        guard version != "ff", version != "00" || bytes.count == Self.length else { return nil }
        guard trace.contains(where: { $0 != "0" }), parent.contains(where: { $0 != "0" }) else { return nil }
        (traceID, parentID) = (trace, parent)
    }

    /// Of version 00.
    private static let length = 55
    /// Of any version; the recommendation names no bound.
    private static let longest = 512

    private static func digits(_ bytes: ArraySlice<UInt8>) -> String? {
        let isHexadecimal = bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
            default: false
            }
        }
        return isHexadecimal ? String(decoding: bytes, as: UTF8.self) : nil
    }
}
